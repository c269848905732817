interface Node {
  id: number;
  dependsOn: readonly number[];
}

/**
 * Columns of a graph without cycles: whatever depends on nothing stands in the first, everything else behind the last of what it
 * depends on.
 */
export function columnsOf(nodes: readonly Node[]): number[][] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const depths = new Map<number, number>();
  const depthOf = (node: Node): number => {
    const known = depths.get(node.id);
    if (known !== undefined) return known;
    const before = node.dependsOn.flatMap((id) => byId.get(id) ?? []).map(depthOf);
    const depth = before.length === 0 ? 0 : Math.max(...before) + 1;
    depths.set(node.id, depth);
    return depth;
  };
  const columns: number[][] = [];
  for (const node of nodes) {
    const depth = depthOf(node);
    columns[depth] ??= [];
    columns[depth].push(node.id);
  }
  return columns;
}
