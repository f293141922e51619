package dev.headstart.extract;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.headstart");

    @Test
    void packagesDependOneWay() {
        slices().matching("dev.headstart.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void nothingBelowStandsOnExtract() {
        noClasses().that()
                .resideOutsideOfPackage("dev.headstart.extract..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.headstart.extract..")
                .check(classes);
    }

    /** Extracting hands embeddings over as a file; of what train-head makes it reads a head's file and nothing else. */
    @Test
    void extractKnowsNothingOfTrainingOrExporting() {
        classes().that()
                .resideInAPackage("dev.headstart.extract..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("dev.headstart..").or(resideInAnyPackage(
                        "dev.headstart.extract..", "dev.headstart.datasets", "dev.headstart.pictures",
                        "dev.headstart.backbone", "dev.headstart.weights", "dev.headstart.torchscript",
                        "dev.headstart.embeddings", "dev.headstart.head", "dev.headstart.predictions",
                        "dev.headstart.files", "dev.headstart.machine", "dev.headstart.natives", "dev.headstart.cli")))
                .check(classes);
    }

    /** What DJL sees of the environment is settled before it is loaded: see {@code Libtorch}. */
    @Test
    void nothingLoadsLibtorchButLibtorch() {
        noClasses().that()
                .haveSimpleNameNotContaining("Libtorch")
                .should()
                .callMethodWhere(describe("DJL finds its engine",
                        call -> call.getTarget()
                                .getFullName()
                                .matches("ai\\.djl\\.(Model\\.newInstance|ndarray\\.NDManager\\.newBaseManager"
                                        + "|engine\\.Engine\\.get(Engine|Instance))\\(.*")))
                .check(classes);
    }
}
