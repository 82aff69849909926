/** Which of two representations a client would rather have (RFC 9110 section 12.5.1). */

/** Whether `accept` names `type`, and does not want JSON more. Without a word about it the answer is JSON. */
export function prefers(type: string, accept = '*/*'): boolean {
  const ranges = accept.split(',').map((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { name, weight: weight === undefined ? 1 : Number(weight) || 0 };
  });
  const wanted = ranges.find(({ name }) => name === type);
  const json = ranges.find(({ name }) => name === 'application/json');
  if (!wanted || wanted.weight === 0) return false;
  if (!json) return true;
  return (
    wanted.weight > json.weight ||
    (wanted.weight === json.weight && ranges.indexOf(wanted) < ranges.indexOf(json))
  );
}
