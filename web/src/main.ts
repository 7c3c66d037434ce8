/* Starts the console. */
/* SPDX-License-Identifier: Apache-2.0 */
import { mount } from "svelte";
import App from "./App.svelte";
import { app } from "./lib/app.svelte";
import { prefs } from "./lib/prefs.svelte";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/badges.css";
import "./styles/parts.css";

prefs.show();
void app.start();
mount(App, { target: document.getElementById("app")! });
