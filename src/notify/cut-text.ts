/** At most so many code points, no character broken; a cut text says so in its end. */
export function cutText(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const notice = `… (cut from ${characters.length} characters)`;
  return characters.slice(0, most - [...notice].length).join("") + notice;
}
