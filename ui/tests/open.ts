import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import App from '../src/App.svelte';
import { fakeBackend } from '../src/api/fake';
import type { Backend, Lang } from '../src/api/types';
import { app, type Route } from '../src/app.svelte';

/** The whole window on the invented shop, at a screen, in a language. */
export async function open(route: Route = { screen: 'overview' }, { filled = true, lang = 'zh', change = {} }: { filled?: boolean; lang?: Lang; change?: Partial<Backend> } = {}): Promise<Backend> {
  const backend: Backend = { ...fakeBackend({ filled }), ...change };
  await backend.setLanguage(lang);
  await app.start(backend);
  if ('case' in route) {
    await backend.openCase((app.overview?.report.missing ?? []).map((sale) => sale.id));
    await app.refresh();
  }
  if (route.screen === 'mapping') app.picked = [{ id: route.file, name: '南桥记账_11月.xls', size: 1 }];
  if (route.screen !== 'overview') app.go(route);
  render(App);
  await settle();
  return backend;
}

/** Lets every pending answer arrive and be drawn. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 12; round++) {
    await new Promise((done) => setTimeout(done, 0));
    await tick();
  }
}

export async function press(testid: string): Promise<void> {
  screen.getByTestId(testid).click();
  await settle();
}

export async function type(testid: string, text: string): Promise<void> {
  const field = screen.getByTestId(testid) as HTMLInputElement;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
  await settle();
}
