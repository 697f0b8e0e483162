import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogEntry } from "../../src/model/log-entry.ts";
import type { MeshConfig } from "../../src/model/resources/mesh-config.ts";
import { logFormat } from "../../src/source/access-log/log-format.ts";
import { parseAccessLog } from "../../src/source/access-log/parse-access-log.ts";
import { parsedLog } from "./parsed-log.ts";

const pod = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "checkout-1" };
const good =
  '[2026-11-20T13:50:41.318Z] "POST /charge HTTP/1.1" 200 - via_upstream - "-" 212 88 192 191 "-" "shop-checkout/2.8" ' +
  '"eb2a4529-8764-4ec2-8257-db44d35dd4ac" "payment:8080" "10.244.1.24:8080" ' +
  "outbound|8080|v1|payment.shop.svc.cluster.local 10.244.1.23:36937 10.96.20.14:8080 10.244.1.23:55393 - charge";
const reset =
  '[2026-11-20T14:03:29.087Z] "POST /charge HTTP/1.1" 503 URX,UF upstream_reset_before_response_started' +
  "{remote_connection_failure|TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end} - " +
  '"TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end" 0 167 3 - "-" "curl/8.11" ' +
  '"a9709250-3a90-4477-a828-ca3f200ce28f" "payment:8080" "10.244.1.24:8080" ' +
  "outbound|8080|v1|payment.shop.svc.cluster.local - 10.96.20.14:8080 10.244.1.23:55393 - charge";
const turnedAway =
  '[2026-11-20T14:02:23.467Z] "- - -" 0 NR filter_chain_not_found - "-" 0 0 0 - "-" "-" "-" "-" "-" - - ' +
  "10.244.2.24:8080 10.244.1.41:47861 - -";
const chatter = "2026-11-20T14:01:08.724058Z\tinfo\tEnvoy proxy is ready";

function parse(text: string, config?: MeshConfig) {
  return parsedLog(pod, text, config);
}

/** The one entry of one line, without what is undefined. */
function one(line: string, config?: MeshConfig): Partial<LogEntry> {
  const { entries, otherLines } = parse(line, config);
  expect([entries.length, otherLines]).toEqual([1, 0]);
  return JSON.parse(JSON.stringify(entries[0]));
}

describe("Istio's default text format", () => {
  test("is read column by column", () => {
    expect(one(good)).toEqual({
      pod,
      container: "istio-proxy",
      place: { file: "l.log", line: 1 },
      line: good,
      at: "2026-11-20T13:50:41.318Z",
      method: "POST",
      path: "/charge",
      protocol: "HTTP/1.1",
      code: 200,
      flags: [],
      details: "via_upstream",
      bytesReceived: 212,
      bytesSent: 88,
      durationMs: 192,
      authority: "payment:8080",
      requestId: "eb2a4529-8764-4ec2-8257-db44d35dd4ac",
      userAgent: "shop-checkout/2.8",
      upstreamHost: "10.244.1.24:8080",
      upstreamCluster: "outbound|8080|v1|payment.shop.svc.cluster.local",
      upstreamLocalAddress: "10.244.1.23:36937",
      downstreamLocalAddress: "10.96.20.14:8080",
      downstreamRemoteAddress: "10.244.1.23:55393",
      routeName: "charge",
    });
  });

  test("splits flags and keeps the reasons of a reset", () => {
    const entry = one(reset);
    expect(entry).toMatchObject({ code: 503, flags: ["URX", "UF"], routeName: "charge", bytesSent: 167 });
    expect(entry.details).toContain("{remote_connection_failure|TLS_error");
    expect(entry.transportFailure).toMatch(/^TLS_error:\|268435703/);
    expect(entry).not.toHaveProperty("upstreamLocalAddress");
  });

  test("is read for connections too, where most columns are empty", () => {
    expect(one(turnedAway)).toEqual({
      pod,
      container: "istio-proxy",
      place: { file: "l.log", line: 1 },
      line: turnedAway,
      at: "2026-11-20T14:02:23.467Z",
      code: 0,
      flags: ["NR"],
      details: "filter_chain_not_found",
      bytesReceived: 0,
      bytesSent: 0,
      durationMs: 0,
      downstreamLocalAddress: "10.244.2.24:8080",
      downstreamRemoteAddress: "10.244.1.41:47861",
    });
  });

  test("may have spaces in the termination details", () => {
    const line = turnedAway.replace('filter_chain_not_found - "-"', '- some words about it "-"');
    expect(one(line).terminationDetails).toBe("some words about it");
  });

  test("may have spaces between the braces of the details, as older Envoys wrote them", () => {
    const line = good.replace(
      "via_upstream",
      "upstream_reset_before_response_started{connection failure,TLS error: 1}",
    );
    expect(one(line)).toMatchObject({
      details: "upstream_reset_before_response_started{connection failure,TLS error: 1}",
      durationMs: 192,
    });
  });

  test("may have quotes in the path and in a header", () => {
    const line = good.replace("/charge HTTP", '/cha"rge HTTP').replace("shop-checkout/2.8", 'shop "checkout"');
    expect(one(line)).toMatchObject({ path: '/cha"rge', userAgent: 'shop "checkout"', authority: "payment:8080" });
  });

  test("a header cannot pass itself off as other columns", () => {
    const forged = 'x" "id" "payment" "10.9.9.9:80" outbound|80||evil 1.1.1.1:1 2.2.2.2:2 3.3.3.3:3 - default';
    expect(parse(good.replace("shop-checkout/2.8", forged)).entries).toEqual([]);
  });
});

describe("older default formats", () => {
  const tail = '"-" "curl/7.60.0" "d209e46f-9ed5" "httpbin:8000" "172.30.146.73:80" outbound|8000||httpbin.default';
  const rest = "172.30.146.82:60288 172.21.13.94:8000 172.30.146.82:60290 -";
  test.each([
    ["1.4 to 1.8", `503 UF "-" "TLS error" 0 135 11 10 ${tail} ${rest} default`],
    ["1.3, with a route", `503 UF "-" 0 135 11 10 ${tail} ${rest} default`],
    ["1.1", `503 UF "-" 0 135 11 10 ${tail} ${rest}`],
    ["1.0", `503 UF 0 135 11 10 ${tail} ${rest}`],
  ])("of Istio %s", (_version, columns) => {
    const entry = one(`[2019-03-06T09:31:27.354Z] "GET /status/418 HTTP/1.1" ${columns}`);
    expect(entry).toMatchObject({
      at: "2019-03-06T09:31:27.354Z",
      code: 503,
      flags: ["UF"],
      bytesSent: 135,
      durationMs: 11,
      requestId: "d209e46f-9ed5",
      authority: "httpbin:8000",
      upstreamCluster: "outbound|8000||httpbin.default",
      downstreamRemoteAddress: "172.30.146.82:60290",
    });
    expect(entry).not.toHaveProperty("details");
  });
});

describe("JSON", () => {
  const line = JSON.stringify({
    start_time: "2026-11-20T13:50:41.318Z",
    method: "GET",
    path: "/a?x=1",
    protocol: "HTTP/1.1",
    response_code: 503,
    response_flags: "UC",
    response_code_details: "upstream_reset_before_response_started{connection_termination}",
    connection_termination_details: null,
    duration: 4,
    request_id: "id-1",
    authority: "payment",
    user_agent: 'a "quoted" agent',
    upstream_cluster: "outbound|80||payment.shop.svc.cluster.local",
    upstream_host: "10.0.0.1:8080",
    route_name: "-",
  });
  const expected = {
    at: "2026-11-20T13:50:41.318Z",
    code: 503,
    flags: ["UC"],
    durationMs: 4,
    userAgent: 'a "quoted" agent',
    upstreamCluster: "outbound|80||payment.shop.svc.cluster.local",
  };

  test("is read where the mesh asks for it, where it does not, and where it asks for something else", () => {
    expect(one(line, { accessLogEncoding: "JSON" })).toMatchObject(expected);
    expect(one(line)).toMatchObject(expected);
    expect(one(line, { accessLogFormat: "[%START_TIME%] %RESPONSE_CODE%" })).toMatchObject(expected);
    expect(one(line)).not.toHaveProperty("routeName");
  });

  test("default text is read where the mesh asks for JSON", () => {
    expect(one(good, { accessLogEncoding: "JSON" }).requestId).toBe("eb2a4529-8764-4ec2-8257-db44d35dd4ac");
  });

  test("is read in formats that no configuration shows, by customary names", () => {
    const other = { "@timestamp": "2026-11-20T13:50:41Z", status: "404", ":authority": "payment", "x-request-id": "i" };
    expect(one(JSON.stringify(other))).toMatchObject({
      at: "2026-11-20T13:50:41.000Z",
      code: 404,
      authority: "payment",
      requestId: "i",
    });
  });

  test("other programs' JSON lines are other lines", () => {
    const log = { level: "info", time: "2025-06-02T08:00:41.120394Z", scope: "xdsproxy", msg: "connected" };
    const text = [JSON.stringify(log), '{"time":"2025-06-02T08:00:41Z","status":200}', '{"a":1', "{}", "[]"].join("\n");
    expect(parse(text)).toEqual({ entries: [], otherLines: 5 });
  });
});

describe("a custom format", () => {
  test("in text is compiled from the mesh configuration", () => {
    const accessLogFormat =
      "%START_TIME(%d/%b/%Y:%H:%M:%S.%3f %z)% | %REQ(:METHOD)% %REQ_WITHOUT_QUERY(X-ENVOY-ORIGINAL-PATH?:PATH):20% | " +
      "100%% %RESPONSE_CODE%/%RESPONSE_FLAGS_LONG% | %RESPONSE_CODE_DETAILS% | %UPSTREAM_CLUSTER% | %RESP(SERVER)%\n";
    const line =
      "20/Nov/2026:15:50:41.318 +0200 | GET /a | 100% 503/NoHealthyUpstream,UpstreamRetryLimitExceeded | " +
      "no_healthy_upstream | outbound|80||payment.shop.svc.cluster.local; | istio-envoy";
    expect(logFormat({ accessLogFormat }).kind).toBe("custom-text");
    expect(one(line, { accessLogFormat })).toMatchObject({
      at: "2026-11-20T13:50:41.318Z",
      method: "GET",
      path: "/a",
      code: 503,
      flags: ["UH", "URX"],
      details: "no_healthy_upstream",
      upstreamCluster: "outbound|80||payment.shop.svc.cluster.local;",
    });
  });

  test("in JSON may nest, and join operators", () => {
    const accessLogFormat = JSON.stringify({
      ts: "%START_TIME(%s.%3f)%",
      request: { line: "%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%", host: "%REQ(:AUTHORITY)%" },
      result: { status: "%RESPONSE_CODE%", flags: "%RESPONSE_FLAGS%" },
      kind: "access",
    });
    const line = JSON.stringify({
      ts: "1795182641.318",
      request: { line: "GET /a HTTP/2", host: "payment" },
      result: { status: 503, flags: "UF" },
      kind: "access",
    });
    const config = { accessLogFormat, accessLogEncoding: "JSON" };
    expect(logFormat(config).kind).toBe("custom-json");
    expect(one(line, config)).toMatchObject({
      at: "2026-11-20T13:50:41.318Z",
      method: "GET",
      path: "/a",
      protocol: "HTTP/2",
      authority: "payment",
      code: 503,
      flags: ["UF"],
    });
  });

  test("in JSON may stand in a text format, with numbers outside quotes", () => {
    const accessLogFormat =
      '{"time": "%START_TIME%", "code": %RESPONSE_CODE%, "ms": %DURATION%, "cluster": "%UPSTREAM_CLUSTER%"}';
    for (const ms of ["7", "-"]) {
      const line = `{"time": "2026-11-20T13:50:41.318Z", "code": 0, "ms": ${ms}, "cluster": "outbound|80||h"}`;
      expect(one(line, { accessLogFormat })).toMatchObject({ code: 0, upstreamCluster: "outbound|80||h" });
    }
  });

  test("without a time takes the one that kubectl puts before the line", () => {
    const accessLogFormat = "%RESPONSE_CODE% %RESPONSE_FLAGS% %UPSTREAM_CLUSTER%";
    const line = "503 UH outbound|80||h";
    expect(parse(line, { accessLogFormat }).entries).toEqual([]);
    expect(one(`2026-11-20T13:50:41.318999Z ${line}`, { accessLogFormat })).toMatchObject({
      at: "2026-11-20T13:50:41.318Z",
      flags: ["UH"],
      line,
    });
  });

  test("that is nonsense leaves the default formats", () => {
    for (const accessLogFormat of ["", "  ", "no operators", "{", "%", "%UNKNOWN%", "{}", "[]", '{"a": []}'])
      expect(one(good, { accessLogFormat }).requestId).toBe("eb2a4529-8764-4ec2-8257-db44d35dd4ac");
  });
});

test("lines as Envoy 1.40 wrote them, in each encoding", () => {
  const text =
    '[2026-11-20T22:17:42.626Z] "- - HTTP/1.1" 400 DPE http1.codec_error - "-" 0 11 0 - "-" "-" "-" "-" "-" - - ' +
    "127.0.0.1:18080 127.0.0.1:45848 - -";
  const json =
    '{"authority":null,"bytes_received":0,"bytes_sent":11,"connection_termination_details":null,' +
    '"downstream_local_address":"127.0.0.1:18080","downstream_remote_address":"127.0.0.1:45848","duration":0,' +
    '"method":null,"path":null,"protocol":"HTTP/1.1","request_id":null,"requested_server_name":null,"response_code":400,' +
    '"response_code_details":"http1.codec_error","response_flags":"DPE","route_name":null,' +
    '"start_time":"2026-11-20T22:17:42.626Z","upstream_cluster":null,"upstream_host":null,"upstream_local_address":null,' +
    '"upstream_service_time":null,"upstream_transport_failure_reason":null,"user_agent":null,"x_forwarded_for":null}';
  const accessLogFormat =
    "%START_TIME(%s.%3f)% | %REQ(:METHOD)% %PATH(NQ:ORIG)% | %RESPONSE_CODE%/%RESPONSE_FLAGS_LONG% | %RESPONSE_CODE_DETAILS%";
  const custom = "1795213062.626 | - - | 400/DownstreamProtocolError | http1.codec_error";
  const refused = "1795213062.044 | GET - | 502/- | direct_response";
  const expected = { at: "2026-11-20T22:17:42.626Z", code: 400, flags: ["DPE"], details: "http1.codec_error" };
  expect({ ...one(text), line: "" }).toEqual({ ...one(json), line: "" });
  for (const entry of [one(text), one(json), one(custom, { accessLogFormat })]) expect(entry).toMatchObject(expected);
  expect(one(refused, { accessLogFormat })).toMatchObject({ code: 502, flags: [], details: "direct_response" });
});

describe("around the lines", () => {
  test.each([
    ["--timestamps", "2026-11-20T13:50:42.123456789Z "],
    ["--timestamps with an offset", "2026-11-20T15:50:42.1+02:00 "],
    ["--prefix", "[pod/checkout-1/istio-proxy] "],
    ["both", "[pod/checkout-1/istio-proxy] 2026-11-20T13:50:42.123456789Z "],
    ["a container runtime", "2026-11-20T13:50:42.123456789Z stdout F "],
  ])("%s is tolerated", (_what, prefix) => {
    expect(one(prefix + good)).toMatchObject({ at: "2026-11-20T13:50:41.318Z", line: good });
  });

  test("the proxy's other messages are counted, empty lines are not, and places are right", () => {
    const text = `${chatter}\r\n\r\n${good}\r\n\n${chatter}\n${turnedAway}`;
    const { entries, otherLines } = parseAccessLog({
      text,
      firstLine: 101,
      file: "l.log",
      pod,
      container: "istio-proxy",
      format: logFormat(undefined),
    });
    expect(otherLines).toBe(2);
    expect(entries.map(({ place }) => place.line)).toEqual([103, 106]);
  });

  test("a line that was cut off anywhere is another line", () => {
    for (let length = 1; length <= good.lastIndexOf(" "); length++) {
      expect(parse(good.slice(0, length)), String(length)).toEqual({ entries: [], otherLines: 1 });
      expect(parse(good.slice(length)).entries, String(-length)).toEqual([]);
    }
  });

  test("numbers, statuses, flags and times that are none make another line", () => {
    for (const [from, to] of [
      ["200 -", "abc -"],
      ["200 -", "2000 -"],
      ["200 -", "200 U|F"],
      [" 212 ", " 2x2 "],
      ["2026-11-20T13", "2026-13-20T13"],
      ["2026-11-20T13", "2026-11-20T33"],
    ] as const)
      expect(parse(good.replace(from, to)), to).toEqual({ entries: [], otherLines: 1 });
  });
});

describe("what is kept", () => {
  test.each([
    ["/a?token=abc&x=1", "/a?token=…&x=1"],
    ["/a?x=1&access_token=a;b&y=2#f", "/a?x=1&access_token=…&y=2#f"],
    ["/a?x=1;password=hunter2", "/a?x=1;password=…"],
    ["/a?key=AIza&apiKey=b&api_key=c&client-secret=d", "/a?key=…&apiKey=…&api_key=…&client-secret=…"],
    ["/a?X-Amz-Signature=ab&X-Amz-Date=2026", "/a?X-Amz-Signature=…&X-Amz-Date=2026"],
    ["/cb?code=abc&state=1", "/cb?code=…&state=1"],
    ["/reset/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_d", "/reset/…"],
    ["http://user:pass@payment/a", "http://…@payment/a"],
    ["/a?next=%2Fb&auth=Bearer%20abcdef", "/a?next=%2Fb&auth=…"],
    ["/a?monkey=1&keyword=2&tokenize=", "/a?monkey=1&keyword=2&tokenize="],
  ])("of %s is %s", (path, expected) => {
    const entry = one(good.replace("/charge", path));
    expect(entry.path).toBe(expected);
    expect(entry.line).toBe(good.replace("/charge", expected));
  });

  test("no credentials after an authorization scheme, wherever they stand", () => {
    const entry = one(good.replace("shop-checkout/2.8", "curl Authorization: Bearer abc.def-123"));
    expect(entry.userAgent).toBe("curl Authorization: Bearer …");
    expect(entry.line).not.toContain("abc.def");
  });

  test("no header that a custom format logs and that is named like a secret", () => {
    const text =
      '[%START_TIME%] %RESPONSE_CODE% "%REQ(AUTHORIZATION)%" "%REQ(COOKIE)%" "%RESP(SET-COOKIE)%" %UPSTREAM_HOST%';
    const line = '[2026-11-20T13:50:41.318Z] 200 "opaque" "a=b; c=d" "-" 10.0.0.1:80';
    expect(one(line, { accessLogFormat: text }).line).toBe('[2026-11-20T13:50:41.318Z] 200 "…" "…" "-" 10.0.0.1:80');
    const accessLogFormat = JSON.stringify({
      t: "%START_TIME%",
      c: "%RESPONSE_CODE%",
      h: "%REQ(X-API-KEY)%",
      u: "%UPSTREAM_HOST%",
    });
    const json = JSON.stringify({ t: "2026-11-20T13:50:41.318Z", c: "200", h: "opaque", u: "10.0.0.1:80" });
    expect(one(json, { accessLogFormat, accessLogEncoding: "JSON" }).line).toBe(json.replace("opaque", "…"));
  });

  test("no member of a JSON line that is named like a secret, however deep, and no secret behind escapes", () => {
    const object = {
      start_time: "2026-11-20T13:50:41.318Z",
      response_code: 200,
      authority: "payment",
      path: "/a?x=1&token=abc",
      cookie: "opaque",
      headers: { authorization: "opaque", accept: "text/html" },
    };
    const plain = one(JSON.stringify(object));
    const escaped = one(JSON.stringify(object).replace("&", "\\u0026"));
    for (const entry of [plain, escaped]) {
      expect(entry.path).toBe("/a?x=1&token=…");
      expect(entry.line).not.toMatch(/opaque|abc/);
      expect(entry.line).toContain("text/html");
    }
  });

  test("no characters that a terminal obeys", () => {
    const entry = one(good.replace("shop-checkout/2.8", "a\u001b[31mb\u202ec\u0007d\u009be"));
    expect(entry.userAgent).toBe("a[31mbcde");
    const json = JSON.stringify({
      start_time: "2026-11-20T13:50:41Z",
      response_code: 200,
      authority: "a\u001b\u202eb",
    });
    expect(one(json).authority).toBe("ab");
  });

  test("no more than 4 KiB of a line, and nothing of one that is longer than any real one", () => {
    const long = one(good.replace("/charge", `/${"a".repeat(9_000)}`));
    expect(long.line).toHaveLength(4096);
    expect(long.path).toHaveLength(4096);
    expect(long.requestId).toBe("eb2a4529-8764-4ec2-8257-db44d35dd4ac");
    const emoji = one(good.replace("/charge", `/a${"\u{1f600}".repeat(4_000)}`));
    expect(emoji.line?.isWellFormed()).toBe(true);
    expect(parse(good.replace("/charge", `/${"a".repeat(200_000)}`))).toEqual({ entries: [], otherLines: 1 });
  });
});

describe("any text", () => {
  const configs: readonly (MeshConfig | undefined)[] = [
    undefined,
    { accessLogEncoding: "JSON" },
    { accessLogFormat: '{"a": "%START_TIME%", "b": %RESPONSE_CODE%}' },
    { accessLogFormat: "%START_TIME% %REQ(COOKIE)% %RESPONSE_FLAGS%" },
  ];
  const lines = fc.array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.constantFrom(
        good,
        reset,
        turnedAway,
        chatter,
        "",
        "{",
        "[2026",
        '{"start_time":1}',
        "2026-11-20T13:50:41.3Z ",
      ),
      fc
        .tuple(fc.constantFrom(good, reset, turnedAway), fc.nat(400), fc.string({ maxLength: 5 }))
        .map(([line, at, more]) => line.slice(0, at) + more + line.slice(at + more.length)),
      fc.json().map((text) => text.replaceAll("\n", "")),
    ),
    { maxLength: 12 },
  );

  test("is read without a crash, each line that is not empty counted once, each entry well formed", () => {
    fc.assert(
      fc.property(lines, fc.constantFrom(...configs), (given, config) => {
        const text = given.join("\n");
        const { entries, otherLines } = parse(text, config);
        expect(entries.length + otherLines).toBe(text.split("\n").filter((line) => line.trim() !== "").length);
        for (const { at, code, flags, line, place } of entries) {
          expect(at).toBe(new Date(at).toISOString());
          expect(Number.isInteger(code) && code >= 0 && code <= 999).toBe(true);
          expect(flags.every((flag) => /^[A-Za-z]+$/.test(flag))).toBe(true);
          expect(line.length).toBeLessThanOrEqual(4096);
          expect(place.line).toBeGreaterThan(0);
        }
      }),
    );
  });

  test("takes time in proportion to its length, whatever it holds", () => {
    const hard = ["?token", "eyJ", '" "', "Bearer ", "{", '{"a":', "[2026-11-20T", "&a", "://", "-", "%", "?"];
    for (const piece of hard) {
      const line = piece.repeat(Math.ceil(120_000 / piece.length));
      for (const config of configs) expect(parse(line, config).entries).toEqual([]);
      expect(parse(good.replace("/charge", line.slice(0, 60_000).replaceAll(" ", ""))).otherLines).toBeLessThan(2);
    }
  });
});
