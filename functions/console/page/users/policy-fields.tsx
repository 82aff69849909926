import type { DialOutPolicy } from '../../../../shared/domain/licenses/licenses.ts';
import { Choice } from '../parts/field.tsx';
import { CONFERENCING_WORDS, PSTN_WORDS } from '../words.ts';

export const OPEN_POLICY: DialOutPolicy = { conferencing: 'any', pstn: 'international' };

interface PolicyFieldsProps {
  readonly policy: DialOutPolicy;
  readonly onPolicy: (policy: DialOutPolicy) => void;
}

export function PolicyFields({ policy, onPolicy }: PolicyFieldsProps) {
  return (
    <>
      <Choice
        label="May call"
        value={policy.pstn}
        options={Object.entries(PSTN_WORDS)}
        onValue={(value) => onPolicy({ ...policy, pstn: known(PSTN_WORDS, value) ?? policy.pstn })}
      />
      <Choice
        label="Meetings may dial out to"
        value={policy.conferencing}
        options={Object.entries(CONFERENCING_WORDS)}
        onValue={(value) =>
          onPolicy({ ...policy, conferencing: known(CONFERENCING_WORDS, value) ?? policy.conferencing })
        }
      />
    </>
  );
}

function known<K extends string>(words: Readonly<Record<K, string>>, value: string): K | undefined {
  for (const key in words) if (key === value) return key;
  return undefined;
}
