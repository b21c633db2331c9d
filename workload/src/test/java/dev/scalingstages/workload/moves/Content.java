package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Account;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Accounts;
import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.TokenHash;
import dev.scalingstages.workload.content.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Everything that a service of stage 1 stores, written step by step, and what it was told is stored. */
final class Content {
    final Ledger posts = new Ledger();
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Map<TokenHash, Session> sessions = new ConcurrentHashMap<>();
    private final Set<TokenHash> ended = ConcurrentHashMap.newKeySet();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<PostId, AccountId> likes = new ConcurrentHashMap<>();
    private final Set<PostId> unliked = ConcurrentHashMap.newKeySet();

    /** The ports to write to, or to look into. */
    record Stores(Posts posts, Accounts accounts, Sessions sessions, Likes likes, Files files) {}

    /** One account with two sessions, two posts, a photo and two likes. */
    void write(Stores stores, Samples samples) {
        Account account = samples.account();
        if (done(() -> stores.accounts().add(account))) {
            accounts.put(account.email(), account);
        }
        Session session = new Session(
                account.id(),
                account.displayName(),
                Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.MILLIS));
        TokenHash stays = TokenHash.of("stays" + account.id());
        TokenHash ends = TokenHash.of("ends" + account.id());
        if (done(() -> stores.sessions().start(stays, session))) {
            sessions.put(stays, session);
        }
        if (done(() -> stores.sessions().start(ends, session))
                && done(() -> stores.sessions().end(ends))) {
            ended.add(ends);
        }
        Post withPhoto = samples.post(account.id(), PhotoState.AWAITED);
        if (posts.add(stores.posts(), withPhoto)) {
            photo(stores, withPhoto);
        }
        Post plain = samples.post(account.id());
        if (posts.add(stores.posts(), plain) && done(() -> stores.likes().like(plain.id(), account.id()))) {
            likes.put(plain.id(), account.id());
        }
        if (done(() -> stores.likes().like(withPhoto.id(), account.id()))
                && done(() -> stores.likes().unlike(withPhoto.id(), account.id()))) {
            unliked.add(withPhoto.id());
        }
    }

    private void photo(Stores stores, Post post) {
        byte[] content = ("picture of " + post.id()).getBytes(StandardCharsets.UTF_8);
        // Uploads wait in the first folder, and where releases before this one had them.
        for (String folder : new String[] {Files.INCOMING, Files.UPLOADS}) {
            String key = folder + post.id();
            if (done(() -> stores.files().put(key, "image/jpeg", content))) {
                files.put(key, content);
            }
        }
        posts.photo(stores.posts(), post, PhotoState.UPLOADED);
    }

    private static boolean done(Runnable write) {
        try {
            write.run();
            return true;
        } catch (UnavailableException e) {
            return false;
        }
    }

    /** How many writes were acknowledged. */
    int size() {
        return posts.size()
                + accounts.size()
                + sessions.size()
                + ended.size()
                + files.size()
                + likes.size()
                + unliked.size();
    }

    /** How many of them are not there as they should be. */
    long lost(Stores stores) throws Exception {
        long lost = posts.lookInto(stores.posts()).lost();
        for (Account account : accounts.values()) {
            lost += stores.accounts()
                            .findByEmail(account.email())
                            .filter(account::equals)
                            .isPresent()
                    ? 0
                    : 1;
        }
        for (Map.Entry<TokenHash, Session> session : sessions.entrySet()) {
            lost += stores.sessions()
                            .find(session.getKey())
                            .filter(session.getValue()::equals)
                            .isPresent()
                    ? 0
                    : 1;
        }
        for (TokenHash token : ended) {
            lost += stores.sessions().find(token).isPresent() ? 1 : 0;
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            try (var content = stores.files().open(file.getKey())) {
                lost += Arrays.equals(content.readAllBytes(), file.getValue()) ? 0 : 1;
            } catch (NoSuchFileException e) {
                lost++;
            }
        }
        lost += likes.keySet().stream().filter(post -> count(stores, post) != 1).count();
        lost += unliked.stream().filter(post -> count(stores, post) != 0).count();
        return lost;
    }

    private static long count(Stores stores, PostId post) {
        return stores.likes().counts(Set.of(post)).get(post);
    }
}
