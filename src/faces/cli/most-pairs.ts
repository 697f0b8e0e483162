/** How many pairs are asked about at most; what is left out is said. */
export const mostPairs = 50;
