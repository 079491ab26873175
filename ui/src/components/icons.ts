// The names of the icons in Sprite.svelte; a test compares the two.
export const ICONS = [
  'bank', 'bulb', 'cal', 'case', 'clip', 'copy', 'file', 'gear', 'go', 'help', 'home', 'info', 'left', 'list', 'lock', 'miss', 'phone', 'pin', 'plus', 'right', 's-bad', 's-fee', 's-ok', 's-open', 's-said', 's-wait', 's-warn', 's-what', 'save', 'search', 'shield', 'table', 'tick', 'tray', 'undo',
] as const;
export type IconName = (typeof ICONS)[number];
