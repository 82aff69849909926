import type { DialOutPolicy } from '../../../../shared/domain/licenses/licenses.ts';
import { Choice } from '../parts/field.tsx';
import { CONFERENCING_WORDS, optionsOf, PSTN_WORDS } from '../words.ts';

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
        options={optionsOf(PSTN_WORDS)}
        onValue={(pstn) => onPolicy({ ...policy, pstn })}
      />
      <Choice
        label="Meetings may dial out to"
        value={policy.conferencing}
        options={optionsOf(CONFERENCING_WORDS)}
        onValue={(conferencing) => onPolicy({ ...policy, conferencing })}
      />
    </>
  );
}
