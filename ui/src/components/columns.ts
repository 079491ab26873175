import { t, type MessageKey } from '../messages';

/** A code of the host in words; a code not known here (from a newer host) is shown as it is. */
function word(group: 'field' | 'pay' | 'txkind' | 'txstate', code: string): string {
  const key = `${group}.${code}` as MessageKey;
  const found = t(key);
  return found === '' ? code : found;
}

export const fieldWord = (code: string): string => word('field', code);
export const channelWord = (code: string): string => word('pay', code);
export const kindWord = (code: string): string => word('txkind', code);
export const stateWord = (code: string): string => word('txstate', code);

export const CHANNELS = ['card', 'we_chat', 'alipay', 'union_pay_qr', 'e_cny', 'qr', 'unknown'] as const;
