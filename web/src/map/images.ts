/* Draws what the map shows as words and signs: names with a halo, incidents by their grade. */
/* SPDX-License-Identifier: Apache-2.0 */
import type { Colour } from "./style";

const font = '"Noto Sans", "Noto Sans CJK SC", system-ui, sans-serif';
const ratio = 2;
const fills = ["--red-fill", "--orange-fill", "--yellow-fill", "--blue-fill"];
const lines = ["--red", "--orange", "--yellow", "--blue"];

export interface Drawn {
	image: ImageData;
	ratio: number;
}

/* The image of an id that map/style.ts made: text|theme|sort|words, dot|theme|rank, many|… */
export function draw(id: string, colour: Colour): Drawn | null {
	const [sort, , first = "", second = ""] = id.split("|");
	if (sort === "text") return second ? text(second, first, colour) : blank();
	if (sort === "dot") return sign(Number(first), colour);
	return sort === "many" ? many(Number(first), second, colour) : null;
}

function canvasOf(width: number, height: number): CanvasRenderingContext2D {
	const canvas = document.createElement("canvas");
	canvas.width = Math.max(1, Math.ceil(width * ratio));
	canvas.height = Math.max(1, Math.ceil(height * ratio));
	const context = canvas.getContext("2d", { willReadFrequently: true })!;
	context.scale(ratio, ratio);
	return context;
}
function done(context: CanvasRenderingContext2D): Drawn {
	const { width, height } = context.canvas;
	return { image: context.getImageData(0, 0, width, height), ratio };
}
function blank(): Drawn {
	return done(canvasOf(1, 1));
}

function text(words: string, sort: string, colour: Colour): Drawn {
	const size = sort === "label" ? 13 : sort === "site" ? 12 : 11;
	const weight = sort === "small" ? 400 : 600;
	const set = (context: CanvasRenderingContext2D) => {
		context.font = weight + " " + size + "px " + font;
		context.textBaseline = "middle";
		context.textAlign = "center";
	};
	const probe = canvasOf(1, 1);
	set(probe);
	const width = probe.measureText(words).width + 8;
	const height = size + 8;
	const context = canvasOf(width, height);
	set(context);
	context.lineJoin = "round";
	context.lineWidth = 3;
	context.strokeStyle = colour("--map-halo");
	context.strokeText(words, width / 2, height / 2);
	context.fillStyle = colour("--map-label");
	context.fillText(words, width / 2, height / 2);
	return done(context);
}


/* One incident: a filled disc with the number of its grade, "?" before grading. */
function sign(rank: number, colour: Colour): Drawn {
	const size = 24;
	const graded = Number.isInteger(rank);
	const context = canvasOf(size, size);
	context.beginPath();
	context.arc(size / 2, size / 2, size / 2 - 2, 0, Math.PI * 2);
	context.fillStyle = colour(graded ? (fills[rank - 1] ?? "--grey-fill") : "--grey-fill");
	context.fill();
	context.lineWidth = 2;
	context.strokeStyle = colour("--map-halo");
	context.stroke();
	words(context, graded ? String(rank) : "?", size, colour(rank === 3 ? "--on-yellow" : "--on-fill"));
	return done(context);
}

/* Several near each other: an open square with how many, in the colour of the gravest. */
function many(rank: number, count: string, colour: Colour): Drawn {
	const size = 32;
	const edge = Number.isInteger(rank) ? (lines[rank - 1] ?? "--grey") : "--grey";
	const context = canvasOf(size, size);
	context.beginPath();
	context.roundRect(3, 3, size - 6, size - 6, 9);
	context.fillStyle = colour("--panel");
	context.fill();
	context.lineWidth = 4;
	context.strokeStyle = colour(edge);
	context.stroke();
	words(context, count, size, colour("--text"));
	return done(context);
}

function words(context: CanvasRenderingContext2D, text: string, size: number, fill: string): void {
	context.fillStyle = fill;
	context.font = "700 12px " + font;
	context.textBaseline = "middle";
	context.textAlign = "center";
	context.fillText(text, size / 2, size / 2 + 0.5);
}
