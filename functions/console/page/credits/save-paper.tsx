import { Button } from '../parts/button.tsx';
import { saveFile } from '../parts/save-file.ts';
import { useSession } from '../state/session-context.ts';
import { type Action, useAction } from '../state/use-action.ts';

interface PaperFile {
  readonly id: string;
  readonly form: 'PDF' | 'CSV';
}

/** Saves a paper as a file of this form. */
export function useSavePaper(): Action<PaperFile, void> {
  const { api } = useSession();
  return useAction(async ({ id, form }) => {
    const path = { document: id };
    const paper = '/documents/{document}';
    const content = await (form === 'PDF'
      ? api.bytes(paper, { path, accept: 'application/pdf' })
      : api.text(paper, { path, accept: 'text/csv' }));
    saveFile(new Blob([content]), `${id}.${form.toLowerCase()}`);
  });
}

interface SavePaperProps extends PaperFile {
  readonly onSave: (file: PaperFile) => unknown;
}

export function SavePaper({ id, form, onSave }: SavePaperProps) {
  return (
    <Button small label={`Save ${id} as ${form}`} onClick={() => onSave({ id, form })}>
      {form}
    </Button>
  );
}
