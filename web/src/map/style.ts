/* How the basemap is drawn: the scenario's own land, roads, rails and names, in the theme's colours. */
/* SPDX-License-Identifier: Apache-2.0 */
import type {
	ExpressionSpecification,
	LayerSpecification,
	StyleSpecification,
} from "maplibre-gl";
import type { Lang, Theme } from "../lib/prefs.svelte";

/* GeoJSON files of the scenario, under /basemap; it need not have them all. */
export const files = ["land", "relief", "water", "roads", "rail", "sites", "labels"];

export type Colour = (name: string) => string;

const nothing: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

/* Text is drawn by this browser as images, so that no server of glyphs is asked. */
function words(theme: Theme, sort: string, lang: Lang): ExpressionSpecification {
	return ["concat", "text|", theme, "|", sort, "|", ["coalesce", ["get", "name_" + lang], ""]];
}

/* By file; what has not come is left empty. */
export type Basemap = ReadonlyMap<string, GeoJSON.FeatureCollection>;

export function styleOf(
	theme: Theme,
	lang: Lang,
	colour: Colour,
	basemap: Basemap,
): StyleSpecification {
	const sources: StyleSpecification["sources"] = {
		places: { type: "geojson", data: nothing },
		incidents: {
			type: "geojson",
			data: nothing,
			cluster: true,
			clusterRadius: 34,
			clusterMaxZoom: 13,
			clusterProperties: { worst: ["min", ["get", "rank"]] },
		},
		chosen: { type: "geojson", data: nothing },
		units: { type: "geojson", data: nothing },
	};
	for (const file of files) {
		sources[file] = { type: "geojson", data: basemap.get(file) ?? nothing };
	}
	const layers = [
		...ground(colour),
		...ways(theme, lang, colour),
		...places(theme, lang, colour),
		...names(theme, lang),
		...units(colour),
		...incidents(theme, colour),
	];
	return { version: 8, sources, layers };
}

function ground(colour: Colour): LayerSpecification[] {
	return [
		{
			id: "ground",
			type: "background",
			paint: { "background-color": colour("--map-land") },
		},
		{
			id: "land",
			type: "fill",
			source: "land",
			paint: {
				"fill-color": colour("--map-area"),
				"fill-opacity": ["match", ["get", "class"], "province", 0.55, 0.35],
			},
		},
		{
			id: "land-edge",
			type: "line",
			source: "land",
			paint: { "line-color": colour("--map-rail"), "line-width": 0.6, "line-dasharray": [4, 3] },
		},
		{
			id: "relief",
			type: "fill",
			source: "relief",
			paint: {
				"fill-color": colour("--map-road"),
				"fill-opacity": ["*", 0.07, ["coalesce", ["get", "level"], 1]],
			},
		},
		{
			id: "water",
			type: "fill",
			source: "water",
			paint: { "fill-color": colour("--map-water") },
		},
	];
}

function ways(theme: Theme, lang: Lang, colour: Colour): LayerSpecification[] {
	return [
		{
			id: "roads",
			type: "line",
			source: "roads",
			layout: { "line-cap": "round", "line-join": "round" },
			paint: {
				"line-color": colour("--map-road"),
				"line-width": [
					"interpolate",
					["linear"],
					["zoom"],
					7,
					["match", ["get", "class"], "motorway", 1.2, 0.5],
					14,
					["match", ["get", "class"], "motorway", 5, "primary", 4, 2.5],
				],
			},
		},
		{
			id: "rail",
			type: "line",
			source: "rail",
			filter: ["==", ["geometry-type"], "LineString"],
			paint: { "line-color": colour("--map-rail"), "line-width": 1.4, "line-dasharray": [3, 2] },
		},
		{
			id: "stations",
			type: "symbol",
			source: "rail",
			filter: ["==", ["geometry-type"], "Point"],
			minzoom: 9,
			layout: { "icon-image": words(theme, "small", lang) },
		},
		{
			id: "road-names",
			type: "symbol",
			source: "roads",
			minzoom: 9,
			layout: {
				"symbol-placement": "line-center",
				"icon-image": words(theme, "small", lang),
				"icon-rotation-alignment": "viewport",
			},
		},
	];
}

function places(theme: Theme, lang: Lang, colour: Colour): LayerSpecification[] {
	const stopped: ExpressionSpecification = ["in", ["get", "state"], ["literal", ["stopped"]]];
	return [
		{
			id: "sites",
			type: "fill",
			source: "sites",
			paint: { "fill-color": colour("--map-venue"), "fill-opacity": 0.8 },
		},
		{
			id: "sites-edge",
			type: "line",
			source: "sites",
			paint: { "line-color": colour("--accent"), "line-width": 1 },
		},
		{
			id: "places",
			type: "line",
			source: "places",
			minzoom: 12,
			filter: ["==", ["geometry-type"], "Polygon"],
			paint: {
				"line-color": ["case", stopped, colour("--red"), colour("--map-rail")],
				"line-width": ["case", stopped, 2.5, 1],
			},
		},
		{
			id: "site-names",
			type: "symbol",
			source: "sites",
			minzoom: 10,
			layout: { "icon-image": words(theme, "site", lang), "icon-offset": [0, 18] },
		},
		{
			id: "place-names",
			type: "symbol",
			source: "places",
			minzoom: 14.5,
			layout: { "icon-image": words(theme, "small", lang) },
		},
	];
}

function names(theme: Theme, lang: Lang): LayerSpecification[] {
	const zoom: ExpressionSpecification = ["zoom"];
	return [
		{
			id: "labels",
			type: "symbol",
			source: "labels",
			filter: [
				"all",
				[">=", zoom, ["coalesce", ["get", "min_zoom"], 0]],
				["<=", zoom, ["coalesce", ["get", "max_zoom"], 24]],
			],
			layout: { "icon-image": words(theme, "label", lang) },
		},
	];
}

/* A full dot is where a unit is; a hollow one where it was when it was last heard. */
function units(colour: Colour): LayerSpecification[] {
	const stale: ExpressionSpecification = ["get", "stale"];
	return [
		{
			id: "units",
			type: "circle",
			source: "units",
			paint: {
				"circle-radius": ["interpolate", ["linear"], ["zoom"], 7, 3, 14, 6],
				"circle-color": ["case", stale, colour("--map-halo"), colour("--accent")],
				"circle-stroke-color": ["case", stale, colour("--accent"), colour("--map-halo")],
				"circle-stroke-width": ["case", stale, 2, 1],
			},
		},
	];
}

function incidents(theme: Theme, colour: Colour): LayerSpecification[] {
	const all = { "icon-allow-overlap": true, "icon-ignore-placement": true };
	return [
		{
			id: "chosen",
			type: "circle",
			source: "chosen",
			paint: {
				"circle-radius": 18,
				"circle-color": "rgba(0,0,0,0)",
				"circle-stroke-color": colour("--focus"),
				"circle-stroke-width": 3,
			},
		},
		{
			id: "incidents",
			type: "symbol",
			source: "incidents",
			filter: ["!", ["has", "point_count"]],
			layout: { ...all, "icon-image": ["concat", "dot|", theme, "|", ["get", "rank"]] },
		},
		{
			id: "clusters",
			type: "symbol",
			source: "incidents",
			filter: ["has", "point_count"],
			layout: {
				...all,
				"icon-image": [
					"concat",
					"many|",
					theme,
					"|",
					["get", "worst"],
					"|",
					["get", "point_count_abbreviated"],
				],
			},
		},
	];
}
