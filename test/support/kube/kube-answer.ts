/** An answer as data, before it is written to a connection. */
export interface KubeAnswer {
  readonly status: number;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** In pieces, made while they are sent. */
  readonly body: Iterable<string | Buffer>;
}

export function json(status: number, value: unknown, headers?: Readonly<Record<string, string>>): KubeAnswer {
  return { status, type: "application/json", body: [`${JSON.stringify(value)}\n`], ...(headers && { headers }) };
}

export function text(status: number, body: string | Buffer, type = "text/plain; charset=utf-8"): KubeAnswer {
  return { status, type, body: [body] };
}
