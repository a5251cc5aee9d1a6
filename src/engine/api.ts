/** The HTTP interface of `loopscope serve`, as both of its ends know it. */
export const API_VERSION_HEADER = 'X-Loopscope-Api';
export const API_VERSION = '1';
