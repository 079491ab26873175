import { beforeEach, expect, test, vi } from 'vitest';

const invoke = vi.fn();
const listen = vi.fn(async (_name: string, _heard: (event: { payload: unknown }) => void) => () => {});
vi.mock('@tauri-apps/api/core', () => ({ invoke }));
vi.mock('@tauri-apps/api/event', () => ({ listen }));
const { tauriBackend, onFilesOpened, onFilesHover } = await import('../src/api/tauri');
const { fakeBackend } = await import('../src/api/fake');

beforeEach(() => invoke.mockReset().mockResolvedValue(null));

test('each method calls the command of its name in snake_case, once', async () => {
  expect(Object.keys(tauriBackend).sort()).toEqual(Object.keys(fakeBackend({ filled: false })).sort());
  for (const [name, method] of Object.entries(tauriBackend)) {
    invoke.mockClear();
    await (method as (...args: unknown[]) => Promise<unknown>)(1, 2, 3, 4);
    expect(invoke).toHaveBeenCalledTimes(1);
    expect(invoke.mock.calls[0]?.[0]).toBe(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  }
});

test('arguments go by name', async () => {
  await tauriBackend.previewImport([3, 4], ['secret']);
  expect(invoke).toHaveBeenCalledWith('preview_import', { files: [3, 4], passwords: ['secret'] });
  await tauriBackend.answerCheck(1, 'status', 'failed', 'n');
  expect(invoke).toHaveBeenCalledWith('answer_check', { no: 1, check: 'status', answer: 'failed', note: 'n' });
});

test('an error keeps its code; anything else becomes one', async () => {
  invoke.mockRejectedValueOnce({ code: 'disk_full', text: { zh: '满了', en: 'full' } });
  await expect(tauriBackend.backup()).rejects.toMatchObject({ code: 'disk_full' });
  invoke.mockRejectedValueOnce('not allowed');
  await expect(tauriBackend.backup()).rejects.toMatchObject({ code: 'internal' });
});

test('the page hears that files wait, and that files are held over the window', async () => {
  const events = new Map<string, (event: { payload: unknown }) => void>();
  listen.mockImplementation(async (name: string, heard: (event: { payload: unknown }) => void) => { events.set(name, heard); return () => {}; });
  const opened = vi.fn();
  const over = vi.fn();
  await onFilesOpened(opened);
  await onFilesHover(over);
  events.get('files-opened')?.({ payload: null });
  expect(opened).toHaveBeenCalledTimes(1);
  events.get('files-hover')?.({ payload: true });
  events.get('files-hover')?.({ payload: false });
  expect(over.mock.calls).toEqual([[true], [false]]);
});
