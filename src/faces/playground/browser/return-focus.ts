/**
 * Remembers what has the focus, and gives it back when called. Chromium gives it back by itself when a dialog closes,
 * but without the caret: typing goes nowhere until the field is left and entered again.
 */
export function returnFocus(): () => void {
  const before = document.activeElement;
  return () => {
    const target =
      before instanceof HTMLElement && before.isConnected && before !== document.body
        ? before
        : document.querySelector<HTMLElement>(".pane textarea");
    target?.blur();
    target?.focus();
  };
}
