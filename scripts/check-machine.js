/** The first step of an installation: says in one line what is missing. */
import { cmakeProblem, linuxProblem, makeProblem, nodeProblem, stopAtProblem } from './requirements.js';

stopAtProblem(nodeProblem(), linuxProblem(), cmakeProblem(), makeProblem());
