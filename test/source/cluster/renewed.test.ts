import { describe, expect, it } from "vitest";
import { type Lease, renewed } from "../../../src/source/cluster/renewed.ts";

const forever = new AbortController().signal;

describe("what is held and renewed", () => {
  it("is made once for all who ask at the same time, and again when it has run out", async () => {
    let now = 0;
    let made = 0;
    const get = renewed(
      () => {
        made += 1;
        return Promise.resolve({ value: { nth: made }, until: now + 10 });
      },
      () => now,
    );
    const [a, b] = await Promise.all([get(forever), get(forever)]);
    expect(a).toBe(b);
    now = 9;
    expect(await get(forever)).toBe(a);
    now = 10;
    expect(await get(forever)).toEqual({ nth: 2 });
  });

  it("is made anew once where several find it refused", async () => {
    const refusals: boolean[] = [];
    const get = renewed(
      (_, wasRefused) => {
        refusals.push(wasRefused);
        return Promise.resolve({ value: {}, until: 10 });
      },
      () => 0,
    );
    const first = await get(forever);
    const [a, b] = await Promise.all([get(forever, first), get(forever, first)]);
    expect(a).toBe(b);
    expect(await get(forever, first)).toBe(a);
    expect(refusals).toEqual([false, true]);
  });

  it("is tried again after it failed", async () => {
    let nth = 0;
    const get = renewed(
      () => {
        nth += 1;
        return nth === 1 ? Promise.reject(new Error("not now")) : Promise.resolve({ value: nth, until: 10 });
      },
      () => 0,
    );
    await expect(get(forever)).rejects.toThrow("not now");
    expect(await get(forever)).toBe(2);
  });

  it("is given up by one without harm to others, and ended when nobody waits", async () => {
    const ends: AbortSignal[] = [];
    let land: (lease: Lease<string>) => void = () => undefined;
    const get = renewed(
      (signal) => {
        ends.push(signal);
        return new Promise<Lease<string>>((resolve) => {
          land = resolve;
        });
      },
      () => 0,
    );
    const impatient = new AbortController();
    const patient = get(forever);
    const given = get(impatient.signal);
    impatient.abort();
    await expect(given).rejects.toThrow();
    expect(ends[0]?.aborted).toBe(false);
    land({ value: "late", until: 0 });
    expect(await patient).toBe("late");
    const alone = new AbortController();
    const left = get(alone.signal);
    alone.abort();
    await expect(left).rejects.toThrow();
    expect(ends[1]?.aborted).toBe(true);
  });
});
