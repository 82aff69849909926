import type { ComponentChildren } from 'preact';

interface FormProps {
  readonly onSubmit: () => unknown;
  readonly children: ComponentChildren;
  readonly class?: string;
}

/** The browser itself sends nothing. */
export function Form({ onSubmit, children, class: className = 'form' }: FormProps) {
  return (
    <form
      class={className}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

interface SubmitProps {
  readonly busy: boolean;
  readonly children: ComponentChildren;
  readonly danger?: boolean;
}

/** Stays focusable while busy, so that the focus is not lost. */
export function Submit({ busy, children, danger = false }: SubmitProps) {
  return (
    <button type="submit" class={danger ? 'danger' : 'primary'} aria-disabled={busy}>
      {busy ? 'Working …' : children}
    </button>
  );
}
