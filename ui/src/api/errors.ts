import type { CommandError, ErrorCode } from './types';
import type { MessageKey } from '../messages';

/** The heading above what the host says; a record, so that a new code without a sentence does not compile. */
export const ERROR_TITLE: Record<ErrorCode, MessageKey> = {
  bad_input: 'error.bad_input',
  refused: 'error.refused',
  needs_password: 'error.needs_password',
  not_found: 'error.not_found',
  ambiguous: 'error.ambiguous',
  cited: 'error.cited',
  disk_full: 'error.disk_full',
  read_only: 'error.read_only',
  locked: 'error.locked',
  damaged: 'error.damaged',
  newer_version: 'error.newer_version',
  cancelled: 'error.cancelled',
  internal: 'error.internal',
};

function isCommandError(thrown: unknown): thrown is CommandError {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown) || !('text' in thrown)) return false;
  const { code, text } = thrown as { code: unknown; text: unknown };
  return typeof code === 'string' && code in ERROR_TITLE && typeof text === 'object' && text !== null && 'zh' in text && 'en' in text;
}

/** Whatever was thrown, as the one shape that the screens show. */
export function toCommandError(thrown: unknown): CommandError {
  if (isCommandError(thrown)) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: 'internal',
    text: {
      zh: `程序里出了没料到的情况（${detail}）。已经存下的都在，关掉再打开试试。`,
      en: `Something unforeseen happened in the program (${detail}). What was saved is safe; close the window and open it again.`,
    },
  };
}

/** The owner closed a dialog: nothing happened, nothing to say. */
export function isCancelled(thrown: unknown): boolean {
  return isCommandError(thrown) && thrown.code === 'cancelled';
}
