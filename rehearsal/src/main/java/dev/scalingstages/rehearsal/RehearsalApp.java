package dev.scalingstages.rehearsal;

import dev.scalingstages.rehearsal.acts.Performance;
import dev.scalingstages.rehearsal.acts.Place;
import dev.scalingstages.rehearsal.acts.Request;
import dev.scalingstages.rehearsal.command.MistakesException;
import dev.scalingstages.rehearsal.command.RehearseCommand;
import dev.scalingstages.review.template.InvalidTemplateException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Plays what {@code ./rehearse} was asked for, in namespaces that are this program's own. */
public final class RehearsalApp {
    private static final int WORDS = 5;

    private RehearsalApp() {}

    /**
     * Plays, and exits with 0 if all was as it must be, else with 1.
     *
     * @param arguments the project's folder, the root for servers, the home of JDK 25, the Node to run, the folder for
     *     what is written, then what the user typed; the property {@code rehearsal.caller} is the folder that the
     * user is in
     */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        Path project = Path.of(words.get(0));
        Place place = new Place(
                project, Path.of(words.get(1)), Path.of(words.get(2)), Path.of(words.get(3)), Path.of(words.get(4)));
        Path caller = Path.of(System.getProperty("rehearsal.caller", project.toString()));
        PrintWriter err = writer(System.err);
        boolean good = false;
        try {
            Request request = RehearseCommand.read(words.subList(WORDS, words.size()), project, caller);
            good = new Performance(place, writer(System.out)).perform(request);
        } catch (MistakesException | InvalidTemplateException e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println("./rehearse: " + e.getMessage());
            e.printStackTrace(err);
        } catch (InterruptedException e) {
            err.println("./rehearse: interrupted");
        } catch (RuntimeException | Error e) {
            // A defect of the rehearsal itself, which must not leave servers running beside a dead main thread.
            e.printStackTrace(err);
        }
        err.flush();
        System.exit(good ? 0 : 1);
    }

    static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
