import './style/tokens.css';
import './style/components.css';
import './style/more.css';
import { mount, tick } from 'svelte';
import App from './App.svelte';
import { chooseHost } from './api/backend';
import { app, type Route } from './app.svelte';
import { followTheme } from './theme.svelte';

/** In a browser during development the address may name the screen: ?filled&screen=case&case=1&lang=en&theme=dark */
async function goWhereAsked(): Promise<void> {
  const asked = new URLSearchParams(location.search);
  const screen = asked.get('screen');
  if (asked.get('lang') === 'en') app.lang = 'en';
  if (asked.get('theme') === 'dark') app.theme = 'dark';
  if (asked.has('files')) app.picked = await app.backend.pickFiles('import');
  if (asked.has('case')) {
    await app.backend.openCase((app.overview?.report.missing ?? []).map((sale) => sale.id));
    await app.refresh();
  }
  if (screen) app.go({ screen, case: Number(asked.get('case') ?? 1), step: Number(asked.get('step') ?? 0) || undefined, day: asked.get('day') ?? undefined, file: 4 } as Route);
}

const host = await chooseHost();
followTheme();
// The frame stands at once; the answer comes into it.
const started = app.start(host.backend);
mount(App, { target: document.getElementById('root') ?? document.body });
await started;
if (import.meta.env.DEV) await goWhereAsked();
await tick();

async function takeOpened(): Promise<void> {
  const files = await host.backend.takeOpenedFiles().catch((thrown: unknown) => { app.fail(thrown); return []; });
  if (files.length === 0) return;
  if (app.onDrop) app.onDrop(files);
  else app.takeFiles(files);
}
await Promise.all([host.onFilesOpened(() => void takeOpened()), host.onFilesHover((over) => (app.hovering = over))]);
// Tests in the real window wait for this mark before they drop files.
document.body.dataset.ready = 'true';
void takeOpened();
requestAnimationFrame(() => void host.backend.painted().catch(() => {}));
