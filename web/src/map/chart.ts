/* The map itself: made once, fed with what stands open, told which incident is chosen. */
/* SPDX-License-Identifier: Apache-2.0 */
import maplibregl from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import type { Lang, Theme } from "../lib/prefs.svelte";
import { draw } from "./images";
import { files, styleOf, type Basemap, type Colour } from "./style";

export interface ChartOptions {
	box: HTMLElement;
	theme: Theme;
	lang: Lang;
	bounds: [[number, number], [number, number]] | null;
	camera: Camera | null;
	words: Record<string, string>;
	onchoose: (id: string) => void;
	onunit: (id: string) => void;
}
export interface Camera {
	center: [number, number];
	zoom: number;
}

function colour(name: string): string {
	return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/* Fetched once and kept, so that a map drawn while the server is away still has its ground. */
const kept = new Map<string, GeoJSON.FeatureCollection>();

async function basemap(): Promise<Basemap> {
	const fetching = files.map(async (file) => {
		if (kept.has(file)) return;
		const answer = await fetch("/basemap/" + file + ".geojson");
		if (answer.ok) kept.set(file, (await answer.json()) as GeoJSON.FeatureCollection);
	});
	await Promise.allSettled(fetching);
	return kept;
}

export class Chart {
	private constructor(private readonly map: maplibregl.Map) {}

	/* Throws where the browser cannot draw. */
	static async create(options: ChartOptions): Promise<Chart> {
		const read: Colour = colour;
		const map = new maplibregl.Map({
			container: options.box,
			style: styleOf(options.theme, options.lang, read, await basemap()),
			attributionControl: false,
			dragRotate: false,
			pitchWithRotate: false,
			fadeDuration: 0,
			maxZoom: 19,
			locale: options.words,
			...(options.camera ??
				(options.bounds
					? { bounds: options.bounds, fitBoundsOptions: { padding: 40, maxZoom: 14 } }
					: { center: [116.39, 40.0], zoom: 7 })),
		});
		map.touchZoomRotate.disableRotation();
		map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
		map.addControl(new maplibregl.ScaleControl({ unit: "metric" }), "bottom-left");
		map.on("styleimagemissing", (event) => {
			if (map.hasImage(event.id)) return;
			const drawn = draw(event.id, read);
			if (drawn) map.addImage(event.id, drawn.image, { pixelRatio: drawn.ratio });
		});
		await new Promise<void>((resolve) => void map.once("load", () => resolve()));
		const chart = new Chart(map);
		chart.listen(options.onchoose, options.onunit);
		return chart;
	}

	private listen(choose: (id: string) => void, chooseUnit: (id: string) => void): void {
		const map = this.map;
		map.on("click", "incidents", (event) => {
			const id: unknown = event.features?.[0]?.properties["id"];
			if (typeof id === "string") choose(id);
		});
		map.on("click", "clusters", (event) => {
			const feature = event.features?.[0];
			const source = map.getSource<maplibregl.GeoJSONSource>("incidents");
			if (!feature || !source || feature.geometry.type !== "Point") return;
			const center = feature.geometry.coordinates as [number, number];
			void source
				.getClusterExpansionZoom(Number(feature.properties["cluster_id"]))
				.then((zoom) => map.easeTo({ center, zoom: zoom + 0.5, animate: calm() }));
		});
		map.on("click", "units", (event) => {
			const id: unknown = event.features?.[0]?.properties["id"];
			const hit = map.queryRenderedFeatures(event.point, { layers: ["incidents", "clusters"] });
			if (typeof id === "string" && hit.length === 0) chooseUnit(id);
		});
		for (const layer of ["incidents", "clusters", "units"]) {
			map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
			map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
		}
	}

	feed(source: "incidents" | "places" | "units", data: GeoJSON.FeatureCollection): void {
		this.map.getSource<maplibregl.GeoJSONSource>(source)?.setData(data);
	}

	/* Rings the chosen incident; moves only when it is out of sight. */
	choose(at: [number, number] | null): void {
		const features: GeoJSON.Feature[] = at
			? [{ type: "Feature", geometry: { type: "Point", coordinates: at }, properties: {} }]
			: [];
		const source = this.map.getSource<maplibregl.GeoJSONSource>("chosen");
		source?.setData({ type: "FeatureCollection", features });
		if (at && !this.map.getBounds().contains(at)) {
			this.map.easeTo({ center: at, animate: calm() });
		}
	}

	get camera(): Camera {
		const center = this.map.getCenter();
		return { center: [center.lng, center.lat], zoom: this.map.getZoom() };
	}

	destroy(): void {
		this.map.remove();
	}
}

function calm(): boolean {
	return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}
