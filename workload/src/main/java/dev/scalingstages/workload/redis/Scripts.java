package dev.scalingstages.workload.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What the cache does in one step by itself. All keys of a script are in one slot; those that it makes the names of, too.
 */
final class Scripts {
    private Scripts() {}

    /**
     * A script that only reads, and is called so often that it is sent by its digest.
     *
     * @param digest of SHA-1, by which the cache knows it
     */
    record Reading(byte[] text, String digest) {
        private static Reading of(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            return new Reading(bytes, Base16.digest(bytes));
        }

        /** Calls it on a node, which is sent all of it when it does not know it. */
        CompletableFuture<List<Object>> call(
                RedisScriptingAsyncCommands<String, byte[]> redis, String[] keys, byte[]... arguments) {
            RedisFuture<List<Object>> known = redis.evalshaReadOnly(digest, ScriptOutputType.MULTI, keys, arguments);
            CompletableFuture<List<Object>> answer = known.exceptionallyCompose(
                            failure -> failure instanceof RedisNoScriptException
                                    ? redis.<List<Object>>evalReadOnly(text, ScriptOutputType.MULTI, keys, arguments)
                                    : CompletableFuture.<List<Object>>failedFuture(failure))
                    .toCompletableFuture();
            answer.whenComplete((value, failure) -> {
                if (answer.isCancelled()) {
                    // It is not to stay in the queue of those to be sent.
                    known.cancel(true);
                }
            });
            return answer;
        }
    }

    /** Sets a value unless there is one of the same format and a higher rank: first byte and second. */
    static final String SET_UNLESS_HIGHER = """
            local held = redis.call('GET', KEYS[1])
            if held and string.byte(held, 1) == string.byte(ARGV[1], 1)
                    and string.byte(held, 2) > string.byte(ARGV[1], 2) then
              return 0
            end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """;

    /** Sets a count unless the one there has gone further the same way. */
    static final String SET_COUNT = """
            local held = tonumber(redis.call('GET', KEYS[1]))
            local count = tonumber(ARGV[1])
            if held and (ARGV[3] == 'rising' and held > count or ARGV[3] == 'falling' and held < count) then
              return 0
            end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """;

    /**
     * Puts a value at the head of a list, in place of the one of the same name and a lower rank. One of the same rank
     * stays where it is: {@link #TIMELINE} distinguishes lists by their heads.
     */
    static final String PUSH = """
            local name = string.sub(ARGV[1], 1, ARGV[4])
            local rank = ARGV[4] + 1
            for _, held in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
              if string.sub(held, 1, ARGV[4]) == name then
                if string.byte(held, rank) > string.byte(ARGV[1], rank) then
                  return 0
                elseif held == ARGV[1] then
                  redis.call('PEXPIRE', KEYS[1], ARGV[3])
                  return 1
                end
                redis.call('LREM', KEYS[1], 1, held)
              end
            end
            redis.call('LPUSH', KEYS[1], ARGV[1])
            redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            return 1
            """;

    /** Gives a lock back, unless it is somebody else's by now. */
    static final String UNLOCK = """
            return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0
            """;

    /** Sets those of some values that are not there. */
    static final String SET_ALL_IF_ABSENT = """
            for i, key in ipairs(KEYS) do
              redis.call('SET', key, ARGV[i + 1], 'PX', ARGV[1], 'NX')
            end
            return 1
            """;

    /**
     * All that a page of a timeline takes: the first page (KEYS[1]) as {@link Encoding#page} writes it, those recent
     * posts (KEYS[2]) that are not on it as they are, and the counts of likes of the posts on both, in this order. The
     * page comes without its entries when its version is the one that the reader knows.
     *
     * <p>A reader that knows both as they are, which most do of a timeline that is read often, gets nothing but the
     * counts that it names (KEYS[3] and on): to take both apart is most of the work. Both are identified by the version
     * that comes first: the page's, and the name of the newest recent post. {@link #PUSH} puts a post of one name at
     * the head once, so the same one there means the same list.
     *
     * <p>ARGV: the format of both, what a count's key begins with, and the version that is known.
     */
    static final Reading TIMELINE = Reading.of("""
            local page = redis.call('GET', KEYS[1])
            if page and string.sub(page, 1, 1) ~= ARGV[1] then
              page = false
            end
            local newest = redis.call('LRANGE', KEYS[2], 0, 0)[1]
            local version = (page and string.sub(page, 2, 9) or '') .. (newest and string.sub(newest, 1, 20) or '')
            if page and version == ARGV[3] then
              return {version, false, {}, KEYS[3] and redis.call('MGET', unpack(KEYS, 3)) or {}}
            end
            local counted, shown, written = {}, {}, {}
            if page then
              for i = 1, string.byte(page, 10) do
                local at = 49 * i - 38
                counted[i] = ARGV[2] .. string.sub(page, at, at + 31)
                shown[string.sub(page, at + 32, at + 48)] = true
              end
              if string.sub(page, 2, 9) == string.sub(ARGV[3], 1, 8) then
                page = string.sub(page, 1, 9)
              end
            end
            for _, entry in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
              if #entry > 19 and string.sub(entry, 1, 1) == ARGV[1] and not shown[string.sub(entry, 4, 20)] then
                written[#written + 1] = entry
                local name = string.format('%08x%08x%08x%08x', struct.unpack('>I4I4I4I4', entry, 4))
                counted[#counted + 1] = ARGV[2] .. name
              end
            end
            return {version, page, written, #counted > 0 and redis.call('MGET', unpack(counted)) or counted}
            """);
}
