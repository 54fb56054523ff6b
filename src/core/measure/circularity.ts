/**
 * How close an outline comes to a circle: 4πA / P² (Cox, 1927). 1 for a disc, less for long or
 * ragged shapes. The perimeter is an estimate, so objects of a few pixels can exceed 1.
 *
 * @param perimeter in the unit whose square `area` has
 * @returns 0 where there is no outline
 */
export function circularity(area: number, perimeter: number): number {
  return perimeter === 0 ? 0 : (4 * Math.PI * area) / perimeter ** 2;
}
