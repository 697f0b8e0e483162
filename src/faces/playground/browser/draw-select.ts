import type { BlockJson } from "../wire.ts";
import { shapeIn, shapesIn, textIn } from "./json-shape.ts";
import { drawMenu, type Item } from "./menu.ts";
import type { Store } from "./store.ts";
import type { Surface } from "./surface.ts";

/** Slack asks for options once so many characters were typed, where the app does not say otherwise. */
const usualQueryLength = 3;

/** A select or multi-select of any source. */
export function drawSelect(
  surface: Surface,
  select: BlockJson,
  block: string,
  label: string,
  changed: (json: BlockJson) => void,
): { readonly node: HTMLElement; readonly first: BlockJson } {
  const type = textIn(select, "type");
  const many = type.startsWith("multi_");
  const source = type.replace("multi_", "");
  const options = new Map<string, BlockJson>();
  const chosen = initial();
  const most = select.max_selected_items;
  const node = drawMenu({
    label,
    placeholder: textIn(shapeIn(select, "placeholder"), "text") || placeholders[source] || "Select an option",
    chosen,
    many,
    ...(typeof most === "number" ? { most } : {}),
    find,
    wait: source === "external_select" ? 150 : 0,
    choose: (items) => changed(jsonOf(items)),
  });
  return { node, first: jsonOf(chosen) };

  function initial(): readonly Item[] {
    const listed = listedItems();
    const ids = [
      select.initial_user,
      select.initial_channel,
      select.initial_conversation ?? (select.default_to_current_conversation === true ? surface.channel : undefined),
      ...[select.initial_users, select.initial_channels, select.initial_conversations].flat(),
    ];
    const kept = surface.values.get(block, textIn(select, "action_id"));
    const before =
      kept === undefined ? undefined : [kept.selected_option, kept.selected_options].flat().filter(isShape);
    const given = before ?? [select.initial_option, select.initial_options].flat().filter(isShape);
    const keptIds =
      kept === undefined ? ids : Object.entries(kept).flatMap(([name, id]) => (name === "type" ? [] : id));
    return [...given.map((option) => item(option)), ...listed.filter(({ id }) => keptIds.includes(id))].slice(
      0,
      many ? undefined : 1,
    );
  }

  async function find(query: string): Promise<readonly Item[] | string> {
    if (source !== "external_select") return matching(listedItems(), query);
    const least = typeof select.min_query_length === "number" ? select.min_query_length : usualQueryLength;
    if (query.length < least) return `Type ${least} or more characters to search`;
    const {
      ok,
      error,
      options: found,
      groups,
    } = await surface.store.send({
      act: "suggest",
      user: surface.store.screen().user,
      place: surface.place,
      block,
      action: textIn(select, "action_id"),
      query,
    });
    if (!ok) return error ?? "Couldn’t load results";
    return [...(found ?? []).map((option) => item(option)), ...(groups ?? []).flatMap(grouped)];
  }

  function listedItems(): readonly Item[] {
    switch (source) {
      case "users_select":
        return people(surface.store);
      case "conversations_select":
        return [...channelsOf(surface.store), ...people(surface.store)];
      case "channels_select":
        return channelsOf(surface.store);
      default:
        return [
          ...shapesIn(select, "options").map((option) => item(option)),
          ...shapesIn(select, "option_groups").flatMap(grouped),
        ];
    }
  }

  function grouped(group: BlockJson): readonly Item[] {
    const title = textIn(shapeIn(group, "label"), "text");
    return shapesIn(group, "options").map((option) => item(option, title));
  }

  function item(option: BlockJson, group?: string): Item {
    const id = textIn(option, "value");
    options.set(id, option);
    const description = textIn(shapeIn(option, "description"), "text");
    return {
      id,
      label: textIn(shapeIn(option, "text"), "text"),
      ...(description === "" ? {} : { description }),
      ...(group === undefined ? {} : { group }),
    };
  }

  function jsonOf(items: readonly Item[]): BlockJson {
    const ids = items.map(({ id }) => id);
    const what = source === "static_select" || source === "external_select" ? "option" : source.split("_")[0];
    const name = what === "option" ? "option" : (what?.replace(/s$/, "") ?? "");
    const values = name === "option" ? ids.map((id) => options.get(id)) : ids;
    return many ? { [`selected_${name}s`]: values } : { [`selected_${name}`]: values[0] ?? null };
  }
}

const placeholders: Readonly<Record<string, string>> = {
  users_select: "Select a user",
  conversations_select: "Select a conversation",
  channels_select: "Select a channel",
};

function people(store: Store): readonly Item[] {
  const { users } = store.data().workspace;
  return users.map(({ id, realName, title }) => ({
    id,
    label: realName,
    ...(title === undefined ? {} : { description: title }),
  }));
}

function channelsOf(store: Store): readonly Item[] {
  const { channels } = store.data();
  const { user } = store.screen();
  return channels
    .filter(
      ({ kind, archived, members }) => kind !== "im" && !archived && (kind === "public" || members.includes(user)),
    )
    .map(({ id, name }) => ({ id, label: `# ${name}` }));
}

function matching(items: readonly Item[], query: string): readonly Item[] {
  const wanted = query.toLowerCase();
  return items.filter(({ label }) => label.toLowerCase().includes(wanted));
}

function isShape(value: unknown): value is BlockJson {
  return typeof value === "object" && value !== null;
}
