import type { Backend } from './types';

export interface Host {
  backend: Backend;
  onFilesOpened(heard: () => void): Promise<void>;
  onFilesHover(heard: (over: boolean) => void): Promise<void>;
}

/** The real host in the window; the in-memory sample shop in a browser during development. */
export async function chooseHost(): Promise<Host> {
  if ('__TAURI_INTERNALS__' in window) {
    const { tauriBackend, onFilesOpened, onFilesHover } = await import('./tauri');
    return { backend: tauriBackend, onFilesOpened, onFilesHover };
  }
  if (import.meta.env.DEV) {
    const { fakeBackend } = await import('./fake');
    const filled = new URLSearchParams(location.search).has('filled');
    return { backend: fakeBackend({ filled }), onFilesOpened: async () => {}, onFilesHover: async () => {} };
  }
  throw new Error('This page works inside the app only.');
}
