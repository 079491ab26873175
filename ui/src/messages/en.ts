import { cases } from './en/cases';
import { facts } from './en/facts';
import { files } from './en/files';
import { frame } from './en/frame';
import { money } from './en/money';
import { papers } from './en/papers';
import { shop } from './en/shop';
import type { zh } from './zh';

export const en: Record<keyof typeof zh, string> = { ...frame, ...files, ...money, ...cases, ...facts, ...papers, ...shop };
