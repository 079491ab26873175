import type { Day, Lang, Moment } from './api/types';

const EN_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "2026-11-04" → "11-04" */
export function shortDay(day: Day | null): string {
  return day ? day.slice(5, 10) : '—';
}

/** "11 月 4 日" or "4 Nov" */
export function longDay(day: Day, lang: Lang): string {
  const month = Number(day.slice(5, 7));
  const date = Number(day.slice(8, 10));
  return lang === 'zh' ? `${month} 月 ${date} 日` : `${date} ${EN_MONTHS[month - 1] ?? ''}`;
}

/** "2026-11-04T18:22:07+08:00" → "11-04 18:22", as the shop's clock showed it. */
export function shortMoment(moment: Moment): string {
  return `${moment.slice(5, 10)} ${moment.slice(11, 16)}`;
}

/** Monday is 0. */
export function weekday(day: Day): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

export function addDays(day: Day, days: number): Day {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** A day that exists, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && addDays(text, 0) === text;
}

/** Accepts 2026-11-4, 2026/11/04, 20261104 and 11-04 (this year); null if it is no day. */
export function readDay(text: string, today: Day): Day | null {
  const squeezed = text.trim().replace(/[年月/.]/g, '-').replace(/日/g, '');
  const full = /^(\d{4})-?(\d{1,2})-?(\d{1,2})$/.exec(squeezed);
  const short = /^(\d{1,2})-(\d{1,2})$/.exec(squeezed);
  const [year, month, date] = full ? [full[1], full[2], full[3]] : short ? [today.slice(0, 4), short[1], short[2]] : [];
  if (!year || !month || !date) return null;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return isDay(day) ? day : null;
}

/** Now as the shop's clock shows it (+08:00), whatever zone the machine is in. */
export function nowInChina(): Moment {
  return `${new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
