import type { ComponentChildren } from 'preact';

interface ButtonProps {
  readonly onClick: () => unknown;
  /** What it is called, where its text says it only beside the rest of a row. */
  readonly label?: string;
  /** A busy button keeps the focus. */
  readonly busy?: boolean;
  readonly small?: boolean;
  readonly children: ComponentChildren;
}

/** A quiet button, which sends no form. */
export const Button = ({ onClick, label, busy, small, children }: ButtonProps) => (
  <button
    type="button"
    class={small ? 'quiet small' : 'quiet'}
    aria-label={label}
    aria-disabled={busy}
    onClick={onClick}
  >
    {children}
  </button>
);
