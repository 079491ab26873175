import { afterEach, vi } from 'vitest';
import { cleanup } from '@testing-library/svelte';

// What the real web views have and happy-dom lacks or only half has.
if (!window.matchMedia) Object.assign(window, { matchMedia: () => ({ matches: false, addEventListener: () => {} }) });
if (!HTMLDialogElement.prototype.showModal) HTMLDialogElement.prototype.showModal = function () { this.setAttribute('open', ''); };

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  sessionStorage.clear();
});
