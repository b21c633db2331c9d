package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.signin.Rules;
import dev.scalingstages.workload.signin.SignIn;
import io.helidon.http.Method;
import java.io.IOException;
import java.util.Optional;

/** Signing up, signing in and signing out. */
final class AccountsResource {
    private final SignIn signIn;

    AccountsResource(SignIn signIn) {
        this.signIn = signIn;
    }

    private record NewAccount(Optional<String> email, Optional<String> displayName, Optional<String> password) {
        /** Without the password. */
        @Override
        public String toString() {
            return "NewAccount";
        }
    }

    private record NewSession(Optional<String> email, Optional<String> password) {
        /** Without the password. */
        @Override
        public String toString() {
            return "NewSession";
        }
    }

    private record MadeAccount(String accountId) {}

    private record MadeSession(String token, String expiresAt, String accountId) {}

    Routes addTo(Routes routes) {
        return routes.add(Route.ACCOUNTS, Method.POST, this::signUp)
                .add(Route.SESSIONS, Method.POST, this::signIn)
                .add(Route.SESSIONS, Method.DELETE, this::signOutEverywhere)
                .add(Route.CURRENT_SESSION, Method.DELETE, this::signOut);
    }

    private Answer signUp(Request request) throws IOException {
        NewAccount asked = request.body(NewAccount.class);
        Optional<String> email = asked.email().flatMap(Rules::email);
        new Fields()
                .check(email.isPresent(), "email", Rules.EMAIL)
                .check(asked.displayName().filter(Rules::isDisplayName).isPresent(), "displayName", Rules.DISPLAY_NAME)
                .check(asked.password().filter(Rules::isPassword).isPresent(), "password", Rules.PASSWORD)
                .done();
        AccountId id = signIn.register(
                        email.orElseThrow(),
                        asked.displayName().orElseThrow(),
                        asked.password().orElseThrow(),
                        request.client())
                .orElseThrow(() -> Problem.conflict("An account with this email already exists."));
        return Answer.of(201, new MadeAccount(id.toString()));
    }

    private Answer signIn(Request request) throws IOException {
        NewSession asked = request.body(NewSession.class);
        new Fields()
                .check(asked.email().isPresent(), "email", "is required")
                .check(asked.password().filter(Rules::isPassword).isPresent(), "password", Rules.PASSWORD)
                .done();
        // What cannot be an email has no account either; it takes the same way, and as long.
        String email = asked.email().flatMap(Rules::email).orElse("");
        SignIn.Started started = signIn.start(email, asked.password().orElseThrow(), request.client())
                .orElseThrow(() -> Problem.unauthorized("There is no account with this email and this password."));
        return Answer.of(
                201,
                new MadeSession(
                        started.token(),
                        started.session().expiresAt().toString(),
                        started.session().account().toString()));
    }

    private Answer signOut(Request request) {
        session(request);
        signIn.end(request.token());
        return Answer.empty(204);
    }

    private Answer signOutEverywhere(Request request) {
        Session session = session(request);
        if (!signIn.endAll(session, request.token())) {
            throw Problem.later(1, "There are more sessions than can end at once. Repeat the request.");
        }
        return Answer.empty(204);
    }

    /** The session of the request's sender; a {@link Problem} when it has none. */
    Session session(Request request) {
        return signIn.find(request.token())
                .orElseThrow(() -> Problem.unauthorized("This session is unknown or has ended. Sign in."));
    }
}
