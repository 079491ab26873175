import { screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import type { ImportReport } from '../src/api/types';
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

test('a file that comes while others are read or stored is neither lost nor stored unseen', async () => {
  const asked: number[][] = [];
  let go: (() => void) | null = null;
  const gate = () => new Promise<void>((done) => (go = done));
  const backend = await open({ screen: 'import' }, {
    filled: false,
    change: {
      async previewImport(ids) { asked.push(ids); await gate(); return report(ids); },
      async commitImport(ids) { asked.push(ids); await gate(); return report(ids); },
    },
  });
  const plain = (await backend.previewMapping(1, { kind: 'detail', columns: { gross: '金额' } } as never)) as ImportReport['files'][number];
  const report = (ids: number[]): ImportReport => ({ files: ids.map((id) => ({ ...plain, file: `${id}.csv`, refused: null, problems: [], already: null, import: id })) }) as ImportReport;
  const file = (id: number) => ({ id, name: `${id}.csv`, size: 1 });
  const release = async () => { const waiting = go; go = null; waiting?.(); await settle(); };
  app.takeFiles([file(1)]);
  await settle();
  app.takeFiles([file(2)]);
  await settle();
  await release();
  await release();
  expect(asked).toEqual([[1], [1, 2]]);
  expect(app.preview?.files.map((one) => one.file)).toEqual(['1.csv', '2.csv']);
  screen.getByTestId('import-commit').click();
  await settle();
  app.takeFiles([file(3)]);
  await settle();
  await release();
  expect(asked[2]).toEqual([1, 2]);
  expect(app.picked.map((one) => one.id)).toEqual([3]);
});

test('files dropped on a case one after the other are all put to it', async () => {
  await open({ screen: 'case', case: 1 });
  app.onDrop?.([{ id: 7, name: '小票.jpg', size: 1 }]);
  await settle();
  app.onDrop?.([{ id: 8, name: '录音.m4a', size: 1 }]);
  await settle();
  const dialog = screen.getByRole('dialog').textContent ?? '';
  expect(dialog).toContain('小票.jpg');
  expect(dialog).toContain('录音.m4a');
});
