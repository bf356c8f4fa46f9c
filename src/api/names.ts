import { arriving, wireForm } from './wire-form.ts';

const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** A process is called `<job>-<5 characters>`, and that must still be a DNS label of 63. */
export const LONGEST_JOB_NAME = 57;

export function isJobName(name: string): boolean {
  return LABEL.test(name) && name.length <= LONGEST_JOB_NAME;
}

export function isNamespace(name: string): boolean {
  return LABEL.test(name) && name.length <= 63;
}

/** What a job or scaler may be called. */
export function jobName() {
  return wireForm(
    arriving.text,
    `lower-case letters, digits and - inside, at most ${LONGEST_JOB_NAME} characters`,
    (value) => (isJobName(value) ? value : undefined),
  );
}

/** What a namespace may be called. */
export function namespaceName() {
  return wireForm(arriving.text, 'lower-case letters, digits and - inside, at most 63 characters', (value) =>
    isNamespace(value) ? value : undefined,
  );
}
