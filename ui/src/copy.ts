import { app } from './app.svelte';
import { t } from './messages';

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    app.tell(t('common.copied'));
  } catch {
    app.tell(t('common.not_copied'));
  }
}
