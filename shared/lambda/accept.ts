/** Content negotiation: JSON or another representation (RFC 9110 section 12.5.1). */

/** Whether `accept` names `type` with at least the weight of JSON. JSON is the default. */
export function prefers(type: 'text/csv' | 'text/html' | 'application/pdf', accept = '*/*'): boolean {
  const ranges = accept.split(',').map((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { name, weight: weight === undefined ? 1 : Number(weight) || 0 };
  });
  const asked = ranges.find(({ name }) => name === type);
  const json = ranges.find(({ name }) => name === 'application/json');
  if (!asked || asked.weight === 0) return false;
  if (!json) return true;
  return (
    asked.weight > json.weight ||
    (asked.weight === json.weight && ranges.indexOf(asked) < ranges.indexOf(json))
  );
}
