import { useState } from 'preact/hooks';
import type { Organization } from '../api/views.ts';
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

type Terms = Pick<Organization, 'name' | 'status' | 'creditsLicenseRequiredFor'> & {
  readonly payAsYouGo?: boolean;
};

/** The terms that an organization may change by itself. Only MCA can be billed after use. */
export function TermsForm({ organization, onSaved }: TermsFormProps) {
  const { api } = useSession();
  const [name, setName] = useState(organization.name);
  const [requiredFor, setRequiredFor] = useState<string>(organization.creditsLicenseRequiredFor);
  const [payAsYouGo, setPayAsYouGo] = useState(organization.payAsYouGo);
  const [suspended, setSuspended] = useState(organization.status === 'suspended');
  const saving = useAction((body: Terms) => api.send<Organization>('PATCH', '', { body }));
  const isMca = organization.agreement === 'MCA';
  const save = async (): Promise<void> => {
    const saved = await saving.run({
      name: name.trim(),
      status: suspended ? 'suspended' : 'active',
      creditsLicenseRequiredFor: requiredFor === 'paid-calls' ? 'paid-calls' : 'every-call',
      ...(isMca ? { payAsYouGo } : {}),
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
          label="Bill calls monthly when the credits are used up"
          checked={payAsYouGo}
          onChecked={setPayAsYouGo}
        />
      ) : null}
      <Check
        label="Suspended: nobody may place a call, except to emergency numbers"
        checked={suspended}
        onChecked={setSuspended}
      />
      <Submit busy={saving.busy}>Save terms</Submit>
      <ProblemNote problem={saving.problem} />
      {saving.result ? <Note tone="good" title="Terms saved" /> : null}
    </Form>
  );
}
