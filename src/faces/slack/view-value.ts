/** What a person put into a view, as Slack sends it. */
export interface ViewState {
  readonly values: Readonly<Record<string, Readonly<Record<string, Entered>>>>;
}

/** One element's value; which member is set depends on its type. */
interface Entered {
  readonly value?: string | null;
  readonly selected_option?: { readonly value?: string } | null;
  readonly selected_conversation?: string | null;
}

/** What was put into the element of this action id, and in which block it stands; `undefined`: nothing. */
export function viewValue(
  { values }: ViewState,
  actionId: string,
): { readonly block: string; readonly value: string } | undefined {
  for (const [block, elements] of Object.entries(values)) {
    const entered = elements[actionId];
    const value = entered?.value ?? entered?.selected_option?.value ?? entered?.selected_conversation;
    if (value !== undefined && value !== null && value.trim() !== "") return { block, value: value.trim() };
  }
  return undefined;
}
