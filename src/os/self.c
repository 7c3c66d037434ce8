/* What the process knows of itself: its memory, and how many things it may hold open. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "os/self.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define USUAL_DESCRIPTORS 1024

uint64_t self_memory(void)
{
	char text[128];
	unsigned long long all, resident;
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	ssize_t len = read(fd, text, sizeof text - 1);

	close(fd);
	text[len > 0 ? len : 0] = 0;
	if (sscanf(text, "%llu %llu", &all, &resident) != 2)
		return 0;
	return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

uint32_t self_descriptors(uint32_t wanted)
{
	struct rlimit limit;

	/* A sandbox may hide the limit: then the usual one is counted on. */
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return wanted < USUAL_DESCRIPTORS ? wanted : USUAL_DESCRIPTORS;
	if (limit.rlim_cur < wanted) {
		limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	return limit.rlim_cur < wanted ? (uint32_t)limit.rlim_cur : wanted;
}

bool self_folder(struct buf *ret)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof path);

	while (len > 0 && path[len - 1] != '/')
		len--;
	if (len <= 0)
		return false;
	buf_add_bytes(ret, path, (size_t)len);
	return !ret->over;
}

int self_nudge(int64_t pid)
{
	if (pid <= 1 || kill((pid_t)pid, SIGHUP) == 0)
		return 0;
	return -errno;
}

/*
 * Without this each commit's threads give their memory back to the system and ask for it again at
 * the next, which makes every processor forget its map of it.
 */
void self_tune(void)
{
	mallopt(M_TRIM_THRESHOLD, 16 * 1024 * 1024);
	mallopt(M_TOP_PAD, 512 * 1024);
	mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
}
