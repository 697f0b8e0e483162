import { door } from "./door.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";
import { type ReceptionOptions, reception, troubleText } from "./reception.ts";

/** What a door that anybody can knock at needs besides. */
export interface FrontOptions extends ReceptionOptions {
  /** `maxAgeSeconds` asks for a newer reading than the usual one. */
  signingSecrets(maxAgeSeconds?: number): Promise<readonly string[]>;
}

/** The part that Slack talks to over HTTP, whatever carries its requests: a request goes in, a response comes out. */
export function front(options: FrontOptions): (request: HttpRequest) => Promise<HttpResponse> {
  return door({
    signingSecrets: options.signingSecrets,
    handle: reception(options),
    onError: (error) => options.log("error", troubleText("answer Slack", error)),
    now: options.now,
  });
}
