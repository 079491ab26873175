import { screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { app } from '../src/app.svelte';
import { open, settle } from './open';

const veil = () => screen.queryByTestId('drop-veil')?.textContent?.trim();
const zone = () => document.querySelector('section.drop');

async function hold(over: boolean): Promise<void> {
  app.hovering = over;
  await settle();
}

test.each([
  ['the first screen', { screen: 'overview' }, false],
  ['the import screen', { screen: 'import' }, true],
] as const)('%s lights its drop zone while files are held over the window', async (_name, route, filled) => {
  await open(route, { filled });
  expect(zone()?.classList.contains('over')).toBe(false);
  expect(veil()).toBeUndefined();
  await hold(true);
  expect(zone()?.classList.contains('over')).toBe(true);
  expect(veil()).toBe('松开鼠标，就能导入这些文件');
  await hold(false);
  expect(zone()?.classList.contains('over')).toBe(false);
  expect(veil()).toBeUndefined();
});

test('a screen without a drop zone says it as well, and a case says that the files become evidence', async () => {
  await open({ screen: 'missing' }, { lang: 'en' });
  expect(zone()).toBeNull();
  await hold(true);
  expect(veil()).toBe('Let go to import these files');
  await hold(false);
  await open({ screen: 'case', case: 1 }, { lang: 'en' });
  await hold(true);
  expect(screen.getAllByTestId('drop-veil').at(-1)?.textContent?.trim()).toBe('Let go to add the files to this case as evidence');
  // Leaving the case, the files are statements again.
  app.go({ screen: 'missing' });
  await settle();
  expect(screen.getAllByTestId('drop-veil').at(-1)?.textContent?.trim()).toBe('Let go to import these files');
  await hold(false);
});
