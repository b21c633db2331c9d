package dev.scalingstages.rehearsal;

import dev.scalingstages.rehearsal.acts.Request;
import dev.scalingstages.rehearsal.command.MistakesException;
import dev.scalingstages.rehearsal.command.RehearseCommand;
import dev.scalingstages.rehearsal.command.Stages;
import dev.scalingstages.review.template.InvalidTemplateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Prepares a play where registries can still be reached: checks the arguments, and synthesizes what they name. */
public final class PreparationApp {
    private PreparationApp() {}

    /**
     * Prepares, or prints help if the arguments ask for it; exits with 0 if that went well, else with 1.
     *
     * @param arguments the project's folder, the folder that the user is in, then what the user typed
     */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        List<String> typed = words.subList(2, words.size());
        Path project = Path.of(words.get(0));
        PrintWriter err = RehearsalApp.writer(System.err);
        int status = 1;
        try {
            if (RehearseCommand.asksForHelp(typed)) {
                RehearseCommand.help(RehearsalApp.writer(System.out));
            } else {
                Request request = RehearseCommand.read(typed, project, Path.of(words.get(1)));
                new Stages(project).prepare(request);
            }
            status = 0;
        } catch (MistakesException | InvalidTemplateException | IOException e) {
            err.println(e.getMessage());
        } catch (InterruptedException e) {
            err.println("./rehearse: interrupted");
        }
        System.exit(status);
    }
}
