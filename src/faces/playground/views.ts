import { isShape } from "./blocks/rule.ts";
import { withBlockIds } from "./messages.ts";
import type { Slack } from "./slack.ts";
import type { BlockJson, OpenView, StateValues } from "./wire.ts";

/** Slack stacks at most so many views in one modal. */
export const viewsStacked = 3;

/** Opens a view on top of a user's modals, or as the only one. */
export function openView(slack: Slack, user: string, view: BlockJson): OpenView {
  const stack = stackOf(slack, user);
  const below = stack.at(-1);
  const id = slack.newId("V");
  const opened: OpenView = {
    id,
    user,
    hash: newHash(slack),
    root: stack[0]?.id ?? id,
    previous: below?.id,
    view: prepared(slack, view),
  };
  show(slack, user, [...stack, opened]);
  return opened;
}

/** Puts other content into an open view. */
export function updateView(slack: Slack, open: OpenView, view: BlockJson): OpenView {
  const updated: OpenView = { ...open, hash: newHash(slack), view: prepared(slack, view) };
  show(
    slack,
    open.user,
    stackOf(slack, open.user).map((each) => (each.id === open.id ? updated : each)),
  );
  return updated;
}

/** Publishes App Home for one user. */
export function publishHome(slack: Slack, user: string, view: BlockJson): OpenView {
  const id = slack.state.homes.get(user)?.id ?? slack.newId("V");
  const home: OpenView = { id, user, hash: newHash(slack), root: id, previous: undefined, view: prepared(slack, view) };
  slack.state.homes.set(user, home);
  slack.changed({ kind: "home", user, view: home });
  return home;
}

/** Shows these modals to a user, and no others. */
export function show(slack: Slack, user: string, views: readonly OpenView[]): void {
  slack.state.modals.set(user, views);
  slack.changed({ kind: "modals", user, views });
}

/** A user's open modals, the topmost last. */
export function stackOf(slack: Slack, user: string): readonly OpenView[] {
  return slack.state.modals.get(user) ?? [];
}

/** An open modal or a published home by its id or its external id. */
export function findView(slack: Slack, id: string | undefined, externalId?: string): OpenView | undefined {
  const all = [...[...slack.state.modals.values()].flat(), ...slack.state.homes.values()];
  return all.find((open) => (id === undefined ? open.view.external_id === externalId : open.id === id));
}

/** A view as Slack shows it to an app. */
export function viewJson(slack: Slack, open: OpenView, values: StateValues = {}): BlockJson {
  const { team, app } = slack.options.workspace;
  const { view } = open;
  return {
    id: open.id,
    team_id: team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.private_metadata ?? "",
    callback_id: view.callback_id ?? "",
    state: { values },
    hash: open.hash,
    title: view.title ?? { type: "plain_text", text: "View Title", emoji: true },
    clear_on_close: view.clear_on_close ?? false,
    notify_on_close: view.notify_on_close ?? false,
    close: view.close ?? null,
    submit: view.submit ?? null,
    previous_view_id: open.previous ?? null,
    root_view_id: open.root,
    app_id: app.id,
    external_id: view.external_id ?? "",
    app_installed_team_id: team.id,
    bot_id: app.botId,
  };
}

function prepared(slack: Slack, view: BlockJson): BlockJson {
  const blocks = Array.isArray(view.blocks) ? withBlockIds(slack, view.blocks.filter(isShape)) : [];
  return { ...view, blocks };
}

/** Slack's hashes are the second and something random. */
function newHash(slack: Slack): string {
  return `${Math.floor(slack.now() / 1000)}.${slack.newId("h")}`;
}
