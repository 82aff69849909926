import type { Pool } from '../../../../shared/client/generated/api.ts';

const ALMOST_USED_UP = 0.8;

export function poolParts({
  total,
  used,
  available,
}: Pool): { name: string; start: number; share: number }[] {
  if (total <= 0) return [];
  const share = Math.min(1, used / total);
  return [
    { name: 'used', start: 0, share },
    { name: 'available', start: share, share: Math.min(1 - share, available / total) },
  ];
}

/** In the steps at which the system itself warns. */
export function poolState({ total, used }: Pool): readonly ['good' | 'warn' | 'bad', string] {
  if (used >= total) return ['bad', 'Used up'];
  if (used >= total * ALMOST_USED_UP) return ['warn', 'Almost used up'];
  return ['good', 'Available'];
}
