import { catalogue } from "./catalogue.ts";
import { clusters } from "./clusters.ts";
import { digest } from "./digest.ts";
import { doctor } from "./doctor.ts";
import { acknowledge, escalate, resolve, sweep } from "./escalations.ts";
import { health } from "./health.ts";
import { help } from "./help.ts";
import { home } from "./home.ts";
import { mute } from "./mute.ts";
import { recheck } from "./recheck.ts";
import { share } from "./share.ts";
import type { Shift } from "./shift.ts";
import { showPart } from "./show-part.ts";
import { tell } from "./tell.ts";
import { who } from "./who.ts";
import { why } from "./why.ts";

/** Does what a job orders; the result is a word for the record: a verdict, or what became of it. */
export async function perform(shift: Shift): Promise<string> {
  const { order } = shift.job;
  switch (order.verb) {
    case "why":
      return why(shift, order);
    case "recheck":
      return recheck(shift, order);
    case "health":
      return health(shift, order);
    case "who":
      return who(shift, order);
    case "digest":
      return digest(shift, order);
    case "clusters":
      return clusters(shift);
    case "doctor":
      return doctor(shift, order);
    case "help":
      return help(shift, order);
    case "show":
      return showPart(shift, order);
    case "share":
      return share(shift, order);
    case "mute":
      return mute(shift, order);
    case "escalate":
      return escalate(shift, order);
    case "acknowledge":
      return acknowledge(shift, order);
    case "resolve":
      return resolve(shift, order);
    case "sweep":
      return sweep(shift);
    case "home":
      return home(shift);
    case "catalogue":
      return catalogue(shift, order);
    case "tell":
      return tell(shift, order);
  }
}
