package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.Account;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Accounts;
import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.Jobs;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.MemorySessions;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.TimelineEntry;
import dev.scalingstages.workload.content.UnavailableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The ports in memory, for what is about HTTP alone. Adapters are tested against real servers. */
final class MemoryStores {
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Sessions sessions = new MemorySessions();
    private final ConcurrentSkipListMap<PostId, Post> posts = new ConcurrentSkipListMap<>();
    private final Map<PostId, Set<AccountId>> likes = new ConcurrentHashMap<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, String> types = new ConcurrentHashMap<>();
    final List<Job> submitted = new CopyOnWriteArrayList<>();
    volatile boolean deferred;
    volatile boolean hasRoom = true;

    /** Whether the store of likes does not answer. */
    volatile boolean countsFail;

    /** Runs before each look-up of a post. */
    volatile Runnable beforeFind = () -> {};

    Accounts accounts() {
        return new Accounts() {
            @Override
            public Added add(Account account) {
                return accounts.putIfAbsent(account.email(), account) == null ? Added.YES : Added.EMAIL_TAKEN;
            }

            @Override
            public Optional<Account> findByEmail(String email) {
                return Optional.ofNullable(accounts.get(email));
            }
        };
    }

    Sessions sessions() {
        return sessions;
    }

    Posts posts() {
        return new Posts() {
            @Override
            public void add(Post post) {
                posts.putIfAbsent(post.id(), post);
            }

            @Override
            public Optional<Post> find(PostId id) {
                beforeFind.run();
                return Optional.ofNullable(posts.get(id));
            }

            @Override
            public List<TimelineEntry> timeline(AccountId owner, Optional<PostId> before, int limit) {
                return posts.descendingMap().values().stream()
                        .filter(post -> post.owner().equals(owner))
                        .filter(post -> before.isEmpty() || post.id().compareTo(before.get()) < 0)
                        .limit(limit)
                        .map(Post::entry)
                        .toList();
            }

            @Override
            public Map<PostId, PhotoState> photos(AccountId owner, Instant since, int limit) {
                return posts.values().stream()
                        .filter(post -> post.owner().equals(owner)
                                && !post.id().createdAt().isBefore(since))
                        .collect(Collectors.toMap(Post::id, Post::photo));
            }

            @Override
            public boolean photo(PostId id, PhotoState state) {
                return posts.computeIfPresent(
                                id, (key, post) -> post.photo().compareTo(state) < 0 ? post.withPhoto(state) : post)
                        != null;
            }
        };
    }

    Likes likes() {
        return new Likes() {
            @Override
            public long like(PostId post, AccountId account) {
                Set<AccountId> all = likes.computeIfAbsent(post, key -> ConcurrentHashMap.newKeySet());
                all.add(account);
                return all.size();
            }

            @Override
            public long unlike(PostId post, AccountId account) {
                Set<AccountId> all = likes.getOrDefault(post, Set.of(account));
                if (all.contains(account) && likes.containsKey(post)) {
                    all.remove(account);
                }
                return likes.containsKey(post) ? all.size() : 0;
            }

            @Override
            public Map<PostId, Long> counts(Collection<PostId> ids) {
                if (countsFail) {
                    throw new UnavailableException("no counts");
                }
                return ids.stream().collect(Collectors.toMap(Function.identity(), id ->
                        (long) likes.getOrDefault(id, Set.of()).size()));
            }

            @Override
            public List<Popular> popular(int limit) {
                List<Popular> all = new ArrayList<>();
                likes.forEach((post, by) -> all.add(new Popular(post, by.size())));
                all.sort(Comparator.comparingLong(Popular::likes).reversed());
                return all.stream().limit(limit).toList();
            }
        };
    }

    Files files() {
        return new Files() {
            @Override
            public Upload upload(String key, String contentType, long size) {
                return new Upload(
                        URI.create("/api/uploads/" + key.substring(Files.INCOMING.length())
                                + "?signature=secret-signature"),
                        Map.of("Content-Type", contentType),
                        Instant.now().plusSeconds(60));
            }

            @Override
            public Optional<Stored> find(String key) {
                return Optional.ofNullable(files.get(key)).map(bytes -> new Stored(bytes.length, types.get(key)));
            }

            @Override
            public InputStream open(String key) {
                return new ByteArrayInputStream(files.get(key));
            }

            @Override
            public void put(String key, String contentType, byte[] content) {
                types.put(key, contentType);
                files.put(key, content);
            }

            @Override
            public boolean putNew(String key, String contentType, byte[] content) {
                types.putIfAbsent(key, contentType);
                return files.putIfAbsent(key, content) == null;
            }

            @Override
            public void delete(String key) {
                files.remove(key);
            }

            @Override
            public boolean hasRoom() {
                return hasRoom;
            }

            @Override
            public URI address(String key) {
                return URI.create("/" + key);
            }
        };
    }

    Uploads uploads() {
        return (name, query, contentType, content) -> {
            if (!query.getOrDefault("signature", "").equals("secret-signature")) {
                return Uploads.Receipt.FORGED;
            }
            store(Files.INCOMING + name, contentType, content);
            return Uploads.Receipt.STORED;
        };
    }

    private void store(String key, String contentType, InputStream content) throws IOException {
        files().put(key, contentType, content.readAllBytes());
    }

    Jobs jobs() {
        return new Jobs() {
            @Override
            public Progress submit(Job job) {
                if (!deferred && job instanceof Job.StorePost write) {
                    posts().add(write.post());
                    return Progress.DONE;
                }
                submitted.add(job);
                return deferred ? Progress.DEFERRED : Progress.DONE;
            }

            @Override
            public boolean mayDefer() {
                return deferred;
            }
        };
    }
}
