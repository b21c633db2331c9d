/**
 * Runs work, or fails while there is still time to say so: Lambda ends a function that is late without a word.
 *
 * @param {number} milliseconds how long it may take
 * @param {string} what names the work in the failure
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @template T
 */
export async function beforeDeadline(milliseconds, what, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} didn't end in the function's time`)), Math.max(milliseconds, 0));
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
