/** The elements of a part that match: the part itself and what stands below it. */
export function partsOf(root, selector) {
  const below = [...root.querySelectorAll(selector)];
  return root.matches?.(selector) ? [root, ...below] : below;
}
