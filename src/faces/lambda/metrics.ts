/** The units of CloudWatch that are used here. */
export type MetricUnit = "Count" | "Milliseconds" | "Percent" | "Bytes" | "None";

/** One number, or several of the same kind: CloudWatch makes percentiles of them. */
export interface Metric {
  readonly value: number | readonly number[];
  readonly unit: MetricUnit;
}

/**
 * One line of CloudWatch's embedded metric format, with its line end: printed by a function, it becomes metrics without
 * a call. `at` is in milliseconds since 1970. Numbers that are none are left out; an empty text, where nothing is left.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emf(
  namespace: string,
  dimensions: Readonly<Record<string, string>>,
  metrics: Readonly<Record<string, Metric>>,
  at: number,
): string {
  const named = Object.entries(dimensions).flatMap(([name, value]) =>
    value === "" ? [] : [[name, cut(value)] as const],
  );
  const counted = Object.entries(metrics).flatMap(([name, { value, unit }]) => {
    const numbers = [value].flat().filter((each) => Number.isFinite(each));
    return numbers.length === 0 ? [] : [{ name, unit, value: numbers.slice(0, mostValues) }];
  });
  if (counted.length === 0) return "";
  const line = {
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [named.map(([name]) => name)],
          Metrics: counted.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...Object.fromEntries(named),
    ...Object.fromEntries(counted.map(({ name, value }) => [name, value.length === 1 ? value[0] : value])),
  };
  return `${JSON.stringify(line)}\n`;
}

const mostValues = 100;
const longestDimension = 1024;

function cut(value: string): string {
  return [...value].slice(0, longestDimension).join("");
}
