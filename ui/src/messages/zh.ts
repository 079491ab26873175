// 怎么写：像懂行的邻居。先说结果，再说原因，最后说怎么办；用「您」，不用感叹号。
import { cases } from './zh/cases';
import { facts } from './zh/facts';
import { files } from './zh/files';
import { frame } from './zh/frame';
import { money } from './zh/money';
import { papers } from './zh/papers';
import { shop } from './zh/shop';

export const zh = { ...frame, ...files, ...money, ...cases, ...facts, ...papers, ...shop } as const;
