import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import { SlackUnavailable } from "./slack-unavailable.ts";

/** What the policy asks about somebody, beyond what Slack says with each request. */
export interface Person {
  /** `undefined`: it could not be read, and `why` says so. */
  readonly isGuest: boolean | undefined;
  readonly team: string | undefined;
  /** As others see it; the id where it could not be read. */
  readonly name: string;
  readonly why?: string;
}

/** Looks people up. */
export interface People {
  /** The workspace that the app is installed in; `undefined`: Slack does not tell. */
  home(): Promise<string | undefined>;
  /** By the id of a user, or of a bot (`B…`): an app of this workspace is no guest. */
  person(user: string): Promise<Person>;
  /** Those of the groups that somebody is a member of. */
  groupsOf(user: string, groups: readonly string[]): Promise<readonly string[]>;
}

const kept = 5 * 60_000;

/**
 * People as Slack knows them; what was read is kept for five minutes. Where Slack does not answer, SlackUnavailable is
 * thrown.
 */
export function people(web: () => Promise<WebClient>, now: () => number): People {
  const persons = keeper<Person>(now, ({ isGuest }) => isGuest !== undefined);
  const members = keeper<readonly string[] | undefined>(now, (list) => list !== undefined);
  const homes = keeper<string | undefined>(now, (team) => team !== undefined);
  return {
    home: async () => homes("home", async () => readHome(await web())),
    person: (user) => persons(user, async () => readPerson(await web(), user)),
    groupsOf: async (user, groups) => {
      const found = await Promise.all(
        groups.map(async (group) =>
          (await members(group, async () => readMembers(await web(), group)))?.includes(user) === true ? [group] : [],
        ),
      );
      return found.flat();
    },
  };
}

async function readHome(web: WebClient): Promise<string | undefined> {
  try {
    return (await web.auth.test()).team_id;
  } catch (error) {
    refusedOnly("auth.test", error);
    return undefined;
  }
}

async function readPerson(web: WebClient, user: string): Promise<Person> {
  try {
    if (user.startsWith("B")) {
      const { bot } = await web.bots.info({ bot: user });
      return { isGuest: false, team: undefined, name: bot?.name || user };
    }
    const { user: found } = await web.users.info({ user });
    return {
      isGuest: found?.is_restricted === true || found?.is_ultra_restricted === true || found?.is_stranger === true,
      team: found?.team_id,
      name: found?.profile?.display_name || found?.real_name || found?.name || user,
    };
  } catch (error) {
    return {
      isGuest: undefined,
      team: undefined,
      name: user,
      why: refusedOnly(user.startsWith("B") ? "bots.info" : "users.info", error).message,
    };
  }
}

/** Who cannot be read is no member: a rule for the group then does not fit, and what no rule allows is refused. */
async function readMembers(web: WebClient, usergroup: string): Promise<readonly string[] | undefined> {
  try {
    return (await web.usergroups.users.list({ usergroup })).users ?? [];
  } catch (error) {
    refusedOnly("usergroups.users.list", error);
    return undefined;
  }
}

/** Only what Slack itself refuses is an answer; what is a passing failure is thrown, so that the job is tried again. */
function refusedOnly(method: string, error: unknown): WebAPIPlatformError {
  if (error instanceof WebAPIPlatformError && !passing.has(error.data.error)) return error;
  throw new SlackUnavailable(
    `Slack does not answer ${method}: ${error instanceof Error ? error.message : "no reason"}`,
  );
}

const passing: ReadonlySet<string> = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
]);

/** Remembers what was read, for a while, and reads each only once at a time; what failed is read anew. */
function keeper<T>(
  now: () => number,
  succeeded: (value: T) => boolean,
): (key: string, read: () => Promise<T>) => Promise<T> {
  const known = new Map<string, { readonly value: Promise<T>; readonly until: number }>();
  return async (key, read) => {
    const found = known.get(key);
    if (found !== undefined && found.until > now()) return found.value;
    const entry = { value: read(), until: now() + kept };
    known.set(key, entry);
    const forget = (): void => {
      if (known.get(key) === entry) known.delete(key);
    };
    try {
      const value = await entry.value;
      if (!succeeded(value)) forget();
      return value;
    } catch (error) {
      forget();
      throw error;
    }
  };
}
