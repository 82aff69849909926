import { useState } from 'preact/hooks';
import type { Organization } from '../../../../shared/client/generated/api.ts';
import { Check, Choice, Field, fieldError } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { Note, ProblemNote } from '../parts/note.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';
import { CREDITS_LICENSE_WORDS } from '../words.ts';

interface TermsFormProps {
  readonly organization: Organization;
  readonly onSaved: () => void;
}

type Terms = Partial<Pick<Organization, 'name' | 'status' | 'creditsLicenseRequiredFor' | 'payAsYouGo'>>;

/**
 * The terms of an organization. Only MCA can be billed after use. Some are for the operator to change: what was not
 * changed is not sent.
 */
export function TermsForm({ organization, onSaved }: TermsFormProps) {
  const { api } = useSession();
  const [name, setName] = useState(organization.name);
  const [requiredFor, setRequiredFor] = useState<string>(organization.creditsLicenseRequiredFor);
  const [payAsYouGo, setPayAsYouGo] = useState(organization.payAsYouGo);
  const [suspended, setSuspended] = useState(organization.status === 'suspended');
  const saving = useAction((body: Terms) => api.patch('', { body }));
  const isMca = organization.agreement === 'MCA';
  const status = suspended ? 'suspended' : 'active';
  const save = async (): Promise<void> => {
    const saved = await saving.run({
      name: name.trim(),
      creditsLicenseRequiredFor: requiredFor === 'paid-calls' ? 'paid-calls' : 'every-call',
      ...(status === organization.status ? {} : { status }),
      ...(payAsYouGo === organization.payAsYouGo ? {} : { payAsYouGo }),
    });
    if (saved) onSaved();
  };
  return (
    <Form onSubmit={save}>
      <Field
        label="Name of the organization"
        value={name}
        onValue={setName}
        error={fieldError(saving.problem, 'name')}
      />
      <Choice
        label="Calls that need the credits license"
        value={requiredFor}
        onValue={setRequiredFor}
        options={Object.entries(CREDITS_LICENSE_WORDS)}
        hint="Once credits were bought. Emergency calls never need it."
      />
      {isMca ? (
        <Check
          label="Bill calls monthly when the credits are used up (set by the operator)"
          checked={payAsYouGo}
          onChecked={setPayAsYouGo}
        />
      ) : null}
      <Check
        label="Suspended by the operator: nobody may place a call, except to emergency numbers"
        checked={suspended}
        onChecked={setSuspended}
      />
      <Submit busy={saving.busy}>Save terms</Submit>
      <ProblemNote problem={saving.problem} />
      {saving.result ? <Note tone="good" title="Terms saved" /> : null}
    </Form>
  );
}
