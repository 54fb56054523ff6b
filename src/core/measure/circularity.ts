/**
 * How close an outline comes to a circle: 4πA / P² (Cox, 1927). 1 for a disc, less for what is
 * long or ragged; estimates of the perimeter let objects of a few pixels exceed 1.
 *
 * @param perimeter in the unit whose square `area` has
 * @returns 0 where there is no outline
 */
export function circularity(area: number, perimeter: number): number {
  return perimeter === 0 ? 0 : (4 * Math.PI * area) / perimeter ** 2;
}
